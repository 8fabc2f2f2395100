import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import type { ModelDefinitionInput } from "../../../functions/core/catalogue/model-definition.ts";
import type { ScriptedOutcome } from "../../../local/workspace/scripted-outcome.ts";
import { eagerModel, type House, openHouse, seedChampion } from "./house.ts";
import { type MortalHost, startMortalHost } from "./mortal-host.ts";
import { announce, better, led, runsOf, script, verdictsOf } from "./night.ts";
import { type PlannerEndpoint, startPlannerEndpoint } from "./planner-endpoint.ts";

const mostCommits = 250;
const maxTokens = 60_000;
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
    await reader.end();
    stopListening();
    assert.ok(endpoint.tokensOf(model) > 0, "nobody was asked");
    assert.ok(endpoint.tokensOf(model) <= maxTokens, `${endpoint.tokensOf(model)} tokens`);
    return { killed, moves, plans: runsOf(house, model).map(planOf).reverse(), verdicts };
  }
});

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
