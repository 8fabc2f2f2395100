import assert from "node:assert/strict";
import fc from "fast-check";
import { after, before, describe, it } from "mocha";
import { allModels } from "../../../../functions/core/names.ts";
import type { RoutedStrangers } from "../../../../functions/core/response/plan-routes.ts";
import { countPayloads, hostileBodies, target } from "../../../core/response/hostile-payloads.ts";
import { type ForkedHost, forkHost } from "../../../local/host/fork-host.ts";
import { boldModel } from "../../crash/alarm.ts";
import { adminToken, type House, openHouse } from "../../crash/house.ts";

const events = 4000;

describe("a host that is sent 4,000 hostile alerts", function () {
  this.timeout(300_000);
  let house: House;
  let host: ForkedHost;
  before(async () => {
    house = await openHouse({ [target]: boldModel(target) });
    const cluster = { kind: "cluster", id: "c", name: "c", state: "RUNNING" } as const;
    house.workspace.defineCompute({ ...cluster, tags: { "nightshift-pausable": "true" } });
    host = await forkHost({
      app: house.app,
      stateFile: house.stateFile(),
      port: 0,
      clock: "real",
      env: { ...process.env, ...house.settings } as Record<string, string>,
    });
  });
  after(async () => {
    await host.kill();
    await house.close();
  });

  it("records each of them, tells a person, does nothing, and lives on", async () => {
    const moved: unknown[] = [];
    house.workspace.onEvent((event) => moved.push(event));
    const bodies = fc.sample(hostileBodies(), { numRuns: events, seed: 7 });
    for (let at = 0; at < events; at += 500) {
      const answer = await ask("event-hubs/alerts/events", { events: bodies.slice(at, at + 500) });
      assert.equal(answer.status, 202);
    }
    const sent = bodies.reduce((total, body) => total + countPayloads(body), 0);
    while ((await countRecorded()) < sent) await new Promise((done) => setTimeout(done, 1000));
    assert.equal(await countRecorded(), sent);
    const incidents = await house.incidents(allModels);
    assert.ok(incidents.length >= 1);
    for (const { what } of incidents) assert.match(what, /alert\(s\) came that no rule knows/);
    assert.deepEqual(moved, []);
    assert.deepEqual(house.workspace.runs(), []);
    assert.equal(await stateOfCluster(), "RUNNING");
    const { queues } = (await (await ask("queues")).json()) as {
      queues: { queue: string; deadLetters: number }[];
    };
    for (const { queue, deadLetters } of queues) assert.deepEqual([queue, deadLetters], [queue, 0]);
    assert.equal((await fetch(`${host.url}/api/health`)).status, 200);
  });

  async function ask(path: string, body?: object) {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const headers = { "x-nightshift-token": adminToken };
    return await fetch(`${host.url}/admin/${path}`, { headers, ...init });
  }

  /** Payloads in the ledger. */
  async function countRecorded(): Promise<number> {
    const answer = await fetch(`${host.url}/api/decisions?model=${allModels}&limit=500`);
    const { decisions } = (await answer.json()) as {
      decisions: { inputs: { payloads: RoutedStrangers["strangers"] } }[];
    };
    assert.ok(decisions.length < 500, "the answer does not hold them all");
    return decisions.reduce((total, { inputs }) => total + inputs.payloads.length, 0);
  }

  async function stateOfCluster(): Promise<string> {
    const answer = await fetch(`${house.workspace.url}/api/2.1/clusters/get?cluster_id=c`, {
      headers: { authorization: `Bearer ${house.workspace.token}` },
    });
    return ((await answer.json()) as { state: string }).state;
  }
});
