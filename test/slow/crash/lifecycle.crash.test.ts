import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { queues, trainingJobName } from "../../../functions/core/names.ts";
import { blobCreated, eagerModel, type House, openHouse, seedChampion } from "./house.ts";
import { type MortalHost, startMortalHost } from "./mortal-host.ts";

const mostCommits = 250;
const models = Array.from(
  { length: mostCommits + 1 },
  (_, at) => `m${String(at).padStart(3, "0")}`,
);

describe("a lifecycle that is killed after every commit", function () {
  this.timeout(1_200_000);
  let house: House;

  before(async () => {
    house = await openHouse(Object.fromEntries(models.map((id) => [id, eagerModel(id)])));
  });
  after(() => house.close());

  it("always ends in the same verdict, one run, one promotion and a ledger that verifies", async () => {
    const undisturbed = await live(house, models[0] ?? "", undefined);
    assert.deepEqual(undisturbed.verdicts, ["fit", "promote", "intended", "promoted"]);
    let deaths = 0;
    for (let commit = 1; commit <= mostCommits; commit++) {
      console.log(commit, Date.now() % 1000000);
      const life = await live(house, models[commit] ?? "", commit);
      assert.deepEqual({ ...life, killed: false }, undisturbed, `killed after commit ${commit}`);
      if (!life.killed) break;
      deaths++;
    }
    assert.ok(deaths > 50 && deaths < mostCommits, `${deaths} commits were killed`);
    console.log(`      ${deaths} commits, each killed once`);
  });
});

/** One lifecycle from the arrival of a file to its end, killed once after the given commit. */
async function live(house: House, model: string, commit: number | undefined) {
  const moves: string[] = [];
  const stopListening = house.workspace.onEvent((event) => {
    if (event.type === "alias" && event.model === `ml.films.${model}`)
      moves.push(`${event.alias} ${event.version}`);
  });
  await seedChampion(house, `ml.films.${model}`);
  house.workspace.script(trainingJobName(model), {
    kind: "succeeds",
    metrics: { rmse: 10 },
    championMetrics: { rmse: 20 },
    gainSe: { rmse: 1 },
    sampleSize: 1000,
  });
  await house.put(`${model}/a.csv`, 20);
  const stateFile = house.stateFile();
  const first = await startMortalHost(house, stateFile, commit);
  const killed = !(await finish(first, model));
  const host = killed ? await startMortalHost(house, stateFile) : first;
  assert.ok(await finish(host, model), "the host that nobody kills died");
  const life = {
    killed,
    moves,
    runs: house.workspace.runs().filter(({ parameters }) => parameters.model === model).length,
    verdicts: await verdictsOf(host, model),
    ledger: await host.api(`ledger/verify?model=${model}`).then(checkOf),
  };
  await host.end();
  stopListening();
  return life;
}

/** Announces the file until that is accepted, and waits for the end; false where the host died before. */
async function finish(host: MortalHost, model: string): Promise<boolean> {
  const path = `${model}/a.csv`;
  if (!(await host.send(queues.bronzeArrivals, blobCreated(path), path))) return false;
  for (;;) {
    const instances = await host.instances();
    if (instances === null) return false;
    const failed = instances.find(({ runtimeStatus }) => runtimeStatus === "Failed");
    assert.equal(failed, undefined, JSON.stringify(failed));
    const arrival = instances.find(({ name }) => name === "arrival");
    if (arrival?.runtimeStatus === "Completed") return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function verdictsOf(host: MortalHost, model: string): Promise<(string | null)[]> {
  const { decisions } = (await host.api(`decisions?model=${model}`)) as {
    decisions: { verdict: string | null }[];
  };
  return decisions.map(({ verdict }) => verdict).reverse();
}

function checkOf(answer: unknown): string {
  const { results } = answer as { results: { kind: string; entries: number }[] };
  return results.map(({ kind, entries }) => `${kind} ${entries}`).join();
}
