import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { eagerModel, type House, openHouse, seedChampion } from "./house.ts";
import { type MortalHost, startMortalHost } from "./mortal-host.ts";
import { announce, better, led, runsOf, script, verdictsOf } from "./night.ts";

const mostCommits = 150;
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
      const life = await live(house, models[commit] ?? "", commit);
      assert.deepEqual({ ...life, killed: false }, undisturbed, `killed after commit ${commit}`);
      if (!life.killed) break;
      deaths++;
    }
    assert.ok(deaths > 30 && deaths < mostCommits, `${deaths} commits were killed`);
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
  script(house, model, better);
  await house.put(`${model}/a.csv`, 20);
  const stateFile = house.stateFile();
  const first = await startMortalHost(house, stateFile, commit);
  const killed = !(await finish(first, model));
  await first.end();
  const host = await startMortalHost(house, stateFile);
  assert.ok(await finish(host, model), "the host that nobody kills died");
  const life = {
    killed,
    moves,
    runs: runsOf(house, model).length,
    verdicts: await verdictsOf(host, model),
  };
  await host.end();
  stopListening();
  return life;
}

/** Announces the file and waits for the end; false where the host died before. */
async function finish(host: MortalHost, model: string): Promise<boolean> {
  return (await announce(host, `${model}/a.csv`)) && (await led(host, model)) !== null;
}
