import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { after, before, describe, it } from "mocha";
import { minute } from "../../../functions/core/instant.ts";
import { queues } from "../../../functions/core/names.ts";
import { type ForkedHost, forkHost } from "../../local/host/fork-host.ts";
import { boldModel, copyState } from "./alarm.ts";
import { adminToken, type House, openHouse } from "./house.ts";
import { type Instance, type MortalHost, startMortalHost } from "./mortal-host.ts";

const mostCommits = 40;
/** Messages of the router about a model that the catalogue did not have when they came. */
const letters = 3;

describe("a replay of dead letters that is killed after every commit", function () {
  this.timeout(300_000);
  let house: House;
  let seeded: string;

  before(async () => {
    house = await openHouse({ late: boldModel("late"), other: boldModel("other") });
    seeded = house.stateFile();
    const before = await startMortalHost(await withoutModel(house), seeded);
    for (let at = 0; at < letters; at++)
      await before.send(queues.pipelineFailure, messageOf(at), `letter-${at}`);
    while ((await before.deadLetters(queues.pipelineFailure)).length < letters) await pause();
    await before.end();
  });
  after(() => house.close());

  it("loses no message, and has each handled once", async () => {
    let deaths = 0;
    for (let commit = 1; commit <= mostCommits; commit++) {
      const stateFile = house.stateFile();
      await copyState(seeded, stateFile);
      const first = await startMortalHost(house, stateFile, commit);
      const killed = !(await order(first));
      await first.end();
      const host = await startLater(house, stateFile);
      if (killed) await replayAll(host);
      const responses = await settled(host);
      assert.equal(responses, letters, `killed after commit ${commit}`);
      assert.deepEqual(await deadLettersOf(host), []);
      await host.kill();
      if (!killed) break;
      deaths++;
    }
    assert.ok(deaths > 5 && deaths < mostCommits, `${deaths} commits were killed`);
    console.log(`      ${deaths} commits, each killed once`);
  });
});

/** The same house as its app saw it before the model was in the catalogue. */
async function withoutModel(house: House): Promise<House> {
  const path = `${house.settings.NIGHTSHIFT_CATALOGUE}.before`;
  await writeFile(path, JSON.stringify({ other: boldModel("other") }));
  return { ...house, settings: { ...house.settings, NIGHTSHIFT_CATALOGUE: path } };
}

function messageOf(at: number): object {
  const alert = {
    id: `00000000000${at}`,
    kind: queues.pipelineFailure,
    model: "late",
    condition: "fired",
    azureSeverity: 1,
    rule: "nightly load",
    version: null,
    subject: null,
    excess: null,
    at: null,
    description: "",
  };
  return { kind: "alerts", model: "late", alerts: [alert] };
}

/** Orders the replay; false where the host died of it. */
async function order(host: MortalHost): Promise<boolean> {
  const path = `dead-letters/${queues.pipelineFailure}/replay`;
  const answer = await host.post(path, { by: "the test" }).catch(() => null);
  const dead = await Promise.race([host.died.then(() => true), pause().then(() => false)]);
  return answer?.status === 200 && !dead;
}

/** A host two minutes later, when the locks of one that died have run out. */
async function startLater(house: House, stateFile: string): Promise<ForkedHost> {
  const host = await forkHost({
    app: house.app,
    stateFile,
    port: 0,
    clock: "virtual",
    now: Date.now() + 2 * minute,
    env: { ...process.env, ...house.settings } as Record<string, string>,
  });
  host.flow();
  return host;
}

/** Orders again until nothing waits, beside the dead host's order, which goes on by itself. */
async function replayAll(host: ForkedHost): Promise<void> {
  while ((await deadLettersOf(host)).length > 0) {
    await fetch(`${host.url}/api/dead-letters/${queues.pipelineFailure}/replay`, {
      method: "POST",
      body: JSON.stringify({ by: "the test" }),
    });
    await pause();
  }
}

/** Waits until everything has ended; answers how many responses there were. */
async function settled(host: ForkedHost): Promise<number> {
  for (;;) {
    const instances = (await ask(host, "instances?top=1000")) as Instance[];
    const done = instances.every(({ runtimeStatus }) => runtimeStatus === "Completed");
    const responses = instances.filter(({ name }) => name === "response").length;
    if (done && responses >= letters) return responses;
    await pause();
  }
}

async function deadLettersOf(host: ForkedHost): Promise<unknown[]> {
  const answer = await ask(host, `queues/${queues.pipelineFailure}/dead-letters`);
  return (answer as { deadLetters: unknown[] }).deadLetters;
}

async function ask({ url }: ForkedHost, path: string): Promise<unknown> {
  const headers = { "x-nightshift-token": adminToken };
  return await (await fetch(`${url}/admin/${path}`, { headers })).json();
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 50));
}
