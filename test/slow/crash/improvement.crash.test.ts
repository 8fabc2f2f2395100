import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { createBlobAccount } from "../../../functions/clients/blob-account.ts";
import { createBlobRecords } from "../../../functions/clients/blob-records.ts";
import type { ModelDefinitionInput } from "../../../functions/core/catalogue/model-definition.ts";
import { containers } from "../../../functions/core/names.ts";
import type { ScriptedOutcome } from "../../../local/workspace/scripted-outcome.ts";
import { eagerModel, type House, openHouse, seedChampion } from "./house.ts";
import { type MortalHost, startMortalHost } from "./mortal-host.ts";
import { announce, better, led, runsOf, script, verdictsOf } from "./night.ts";
import { type PlannerEndpoint, startPlannerEndpoint } from "./planner-endpoint.ts";

const mostCommits = 250;
const maxTokens = 60_000;
/** A plan and a critique in each of two iterations. */
const questions = 4;
const models = Array.from(
  { length: mostCommits + 1 },
  (_, at) => `i${String(at).padStart(3, "0")}`,
);
const measured = { championMetrics: { rmse: 20 }, gainSe: { rmse: 1 }, sampleSize: 1000 };
const worse: ScriptedOutcome = { kind: "succeeds", metrics: { rmse: 40 }, ...measured };
const unproven: ScriptedOutcome = { kind: "succeeds", metrics: { rmse: 19.5 }, ...measured };

describe("an improvement that is killed after every commit", function () {
  this.timeout(1_800_000);
  let house: House;
  let endpoint: PlannerEndpoint;

  before(async () => {
    endpoint = await startPlannerEndpoint();
    house = await openHouse(Object.fromEntries(models.map((id) => [id, improvingModel(id)])));
    house.settings.NIGHTSHIFT_LLM_URL = endpoint.url;
    house.settings.NIGHTSHIFT_LLM_MODEL = "planner";
  });
  after(async () => {
    await house.close();
    await endpoint.close();
  });

  it("always makes each planned run once, within its tokens, and ends in the same promotion", async () => {
    const undisturbed = await live(models[0] ?? "", undefined);
    assert.deepEqual(undisturbed.verdicts, [
      ...["fit", "reject"],
      ...["planned", "reject", "retry"],
      ...["planned", "promote", "accept", "intended", "promoted"],
    ]);
    assert.deepEqual(undisturbed.plans, [
      "plain",
      "1 augmentWithRecent 500",
      "2 retrainWithFeatures 500",
    ]);
    let deaths = 0;
    for (let commit = 1; commit <= mostCommits; commit++) {
      const life = await live(models[commit] ?? "", commit);
      assert.deepEqual({ ...life, killed: false }, undisturbed, `killed after commit ${commit}`);
      if (!life.killed) break;
      deaths++;
    }
    assert.ok(deaths > 60 && deaths < mostCommits, `${deaths} commits were killed`);
    console.log(`      ${deaths} commits, each killed once`);
  });

  /** One lifecycle whose retrain is rejected and improved, killed once after the given commit. */
  async function live(model: string, commit: number | undefined) {
    const moves: string[] = [];
    const stopListening = house.workspace.onEvent((event) => {
      if (event.type === "alias" && event.model === `ml.films.${model}`)
        moves.push(`${event.alias} ${event.version}`);
    });
    await seedChampion(house, `ml.films.${model}`);
    script(house, model, worse, unproven, better);
    await house.put(`${model}/a.csv`, 20);
    const stateFile = house.stateFile();
    const first = await startMortalHost(house, stateFile, commit);
    const killed = !(await finish(first, model));
    await first.end();
    const host = killed ? await startMortalHost(house, stateFile) : null;
    if (host !== null) assert.ok(await finish(host, model), "the host that nobody kills died");
    const reader = host ?? (await startMortalHost(house, stateFile));
    const verdicts = await verdictsOf(reader, model);
    const told = await tokensTold(reader, model);
    await reader.end();
    stopListening();
    await assertCounted(model, told, killed ? 1 : 0);
    return { killed, moves, plans: runsOf(house, model).map(planOf).reverse(), verdicts };
  }

  /** All that was charged is counted, all that is counted was reserved, and one death costs one call at most. */
  async function assertCounted(model: string, told: number, deaths: number) {
    const charged = endpoint.tokensOf(model);
    const { answered, lost } = await readCalls(house, model);
    assert.equal(answered.length, questions, "questions that were answered");
    assert.ok(lost.length <= deaths, `${lost.length} calls were cut off`);
    const [ofAnswers, ofLost] = [sum(answered), sum(lost)];
    assert.equal(told, ofAnswers + ofLost, "the ledger tells what was answered and what was lost");
    assert.ok(ofAnswers <= charged && charged <= told, `${charged} of ${told} tokens`);
    assert.ok(told <= maxTokens, `${told} tokens`);
  }
});

/** Tokens of the calls that were answered, and the most of those that were cut off, from the blobs of all questions. */
async function readCalls({ store }: House, model: string) {
  const account = createBlobAccount({ lakeUrl: store.url, credential: null });
  const records = createBlobRecords(account);
  const paths = await records.list(containers.ledger, `_opinions/${model}/`);
  const read = async (path: string) =>
    JSON.parse((await records.read(containers.ledger, path)) ?? "null");
  const answered: number[] = [];
  const lost: number[] = [];
  for (const folder of new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/"))))) {
    const { tokens, call } = await read(`${folder}/answer.json`);
    answered.push(tokens);
    const calls = paths.filter((path) => path.startsWith(`${folder}/call-`));
    for (const path of calls.filter((each) => each !== `${folder}/call-${call}.json`)) {
      lost.push((await read(path)).most);
    }
  }
  return { answered, lost };
}

/** Tokens that the improvement took, as its last critique tells. */
async function tokensTold(host: MortalHost, model: string): Promise<number> {
  const { decisions } = (await host.api(`decisions?model=${model}`)) as {
    decisions: { kind: string; sequence: number; inputs: { cost: { tokens: number } } }[];
  };
  const critiques = decisions.filter(({ kind }) => kind === "critique");
  const [last] = critiques.sort((left, right) => right.sequence - left.sequence);
  return last?.inputs.cost.tokens ?? 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function planOf({ parameters }: { parameters: Record<string, string> }): string {
  const { kind, iteration, recentDays } = JSON.parse(parameters.plan ?? "{}");
  return kind === undefined ? "plain" : `${iteration} ${kind} ${recentDays}`;
}

function improvingModel(id: string): ModelDefinitionInput {
  return {
    ...eagerModel(id),
    improvement: { enabled: true, featureSets: [id, "few"], maxRecentDays: 1000, maxTokens },
  };
}

/** Announces the file and waits for the end; false where the host died before. */
async function finish(host: MortalHost, model: string): Promise<boolean> {
  return (await announce(host, `${model}/a.csv`)) && (await led(host, model)) !== null;
}
