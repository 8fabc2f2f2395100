import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { eagerModel, guardedModel, type House, openHouse, seedChampion } from "./house.ts";
import { type MortalHost, startMortalHost } from "./mortal-host.ts";
import {
  announce,
  better,
  conflicting,
  firstReview,
  led,
  runsOf,
  script,
  verdictsOf,
} from "./night.ts";

const mostCommits = 150;
const models = Array.from(
  { length: mostCommits + 1 },
  (_, at) => `m${String(at).padStart(3, "0")}`,
);

describe("a lifecycle that is killed after every commit", function () {
  this.timeout(1_200_000);
  let house: House;

  before(async () => {
    const eager = [...models, "torn"].map((id) => [id, eagerModel(id)]);
    house = await openHouse({ ...Object.fromEntries(eager), asked: guardedModel("asked") });
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

  it("starts one run where it is killed between the request to run and its reply", async () => {
    const model = "torn";
    await seedChampion(house, `ml.films.${model}`);
    script(house, model, better, better);
    await house.put(`${model}/a.csv`, 20);
    const stateFile = house.stateFile();
    const host = await startMortalHost(house, stateFile);
    const stopListening = house.workspace.onEvent((event) => {
      if (event.type === "run" && event.state === "started") host.kill();
    });
    assert.equal(await finish(host, model), false);
    stopListening();
    const next = await startMortalHost(house, stateFile);
    assert.ok(await finish(next, model));
    assert.equal(runsOf(house, model).length, 1);
    assert.deepEqual(await verdictsOf(next, model), ["fit", "promote", "intended", "promoted"]);
    await next.end();
  });

  it("keeps its question to a person, and takes the answer after it", async () => {
    const model = "asked";
    await seedChampion(house, `ml.films.${model}`);
    script(house, model, conflicting);
    await house.put(`${model}/a.csv`, 20);
    const stateFile = house.stateFile();
    const host = await startMortalHost(house, stateFile);
    await announce(host, `${model}/a.csv`);
    const before = await firstReview(host, model);
    await host.end();
    const next = await startMortalHost(house, stateFile);
    const { id, digest } = await firstReview(next, model);
    assert.deepEqual({ id, digest }, { id: before.id, digest: before.digest });
    const answered = await next.post(`reviews/${id}`, { answer: "approve", digest, by: "ana" });
    assert.deepEqual(answered, { status: 200, body: { outcome: "approved" } });
    await led(next, model);
    const verdicts = await verdictsOf(next, model);
    assert.deepEqual(verdicts, ["fit", "review", null, "approved", "intended", "promoted"]);
    await next.end();
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
