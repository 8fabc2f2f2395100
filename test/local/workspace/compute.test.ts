import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Call, createHandClock, withWorkspace } from "./open-workspace.ts";

async function withCompute(test: (call: Call) => Promise<void>): Promise<void> {
  await withWorkspace({ clusterEndsSeconds: 0 }, async (workspace, call) => {
    const tags = { essential: "no" };
    const named = { name: "playground", tags, state: "RUNNING" };
    workspace.defineCompute({ kind: "cluster", id: "c-1", ...named });
    workspace.defineCompute({ kind: "warehouse", id: "w-1", ...named });
    workspace.defineCompute({ kind: "pipeline", id: "p-1", ...named });
    await test(call);
  });
}

type CallFields = Parameters<Call>;
const kinds: {
  kind: string;
  get: CallFields;
  stop: CallFields;
  start: CallFields;
  rest: string;
}[] = [
  {
    kind: "cluster",
    get: ["GET", "/api/2.1/clusters/get", { cluster_id: "c-1" }],
    stop: ["POST", "/api/2.1/clusters/delete", { cluster_id: "c-1" }],
    start: ["POST", "/api/2.1/clusters/start", { cluster_id: "c-1" }],
    rest: "TERMINATED",
  },
  {
    kind: "warehouse",
    get: ["GET", "/api/2.0/sql/warehouses/w-1", {}],
    stop: ["POST", "/api/2.0/sql/warehouses/w-1/stop", {}],
    start: ["POST", "/api/2.0/sql/warehouses/w-1/start", {}],
    rest: "STOPPED",
  },
  {
    kind: "pipeline",
    get: ["GET", "/api/2.0/pipelines/p-1", {}],
    stop: ["POST", "/api/2.0/pipelines/p-1/stop", {}],
    start: ["POST", "/api/2.0/pipelines/p-1/updates", {}],
    rest: "IDLE",
  },
];

describe("compute", () => {
  for (const { kind, get, stop, start, rest } of kinds) {
    it(`stops and starts a ${kind}; stopping twice changes nothing`, async () => {
      await withCompute(async (call) => {
        const state = async () => (await call(...get)).json().state;
        for (let time = 0; time < 2; time += 1) {
          assert.equal((await call(...stop)).status, 200);
          assert.equal(await state(), rest);
        }
        assert.equal((await call(...start)).status, 200);
        assert.equal(await state(), "RUNNING");
      });
    });
  }

  it("lists each kind with its tags, as its own API words them", async () => {
    await withCompute(async (call) => {
      const { clusters } = (await call("GET", "/api/2.1/clusters/list")).json();
      const { warehouses } = (await call("GET", "/api/2.0/sql/warehouses")).json();
      const { statuses } = (await call("GET", "/api/2.0/pipelines")).json();
      assert.deepEqual(clusters, [
        {
          ...{ cluster_id: "c-1", cluster_name: "playground", state: "RUNNING" },
          ...{ custom_tags: { essential: "no" }, cluster_source: "UI" },
        },
      ]);
      assert.ok(Array.isArray(warehouses) && Array.isArray(statuses));
      assert.deepEqual(
        warehouses.map(({ id }) => id),
        ["local", "w-1"],
      );
      assert.deepEqual(warehouses[1].tags, { custom_tags: [{ key: "essential", value: "no" }] });
      assert.deepEqual(
        statuses.map(({ pipeline_id }) => pipeline_id),
        ["p-1"],
      );
    });
  });

  it("refuses to start a cluster that runs", async () => {
    await withCompute(async (call) => {
      const answer = await call("POST", "/api/2.1/clusters/start", { cluster_id: "c-1" });
      assert.deepEqual([answer.status, answer.json().error_code], [400, "INVALID_STATE"]);
    });
  });

  it("refuses to start a cluster that still terminates, and starts it once that has ended", async () => {
    const clock = createHandClock();
    await withWorkspace({ clock, clusterEndsSeconds: 60 }, async (workspace, call) => {
      const cluster = { id: "c-1", name: "c-1", tags: {}, state: "RUNNING" };
      workspace.defineCompute({ kind: "cluster", ...cluster });
      const order = (verb: string) =>
        call("POST", `/api/2.1/clusters/${verb}`, { cluster_id: "c-1" });
      const state = async () =>
        (await call("GET", "/api/2.1/clusters/get", { cluster_id: "c-1" })).json().state;
      await order("delete");
      clock.pass(59);
      await order("delete");
      assert.equal(await state(), "TERMINATING");
      assert.equal((await order("start")).json().error_code, "INVALID_STATE");
      clock.pass(1);
      assert.equal(await state(), "TERMINATED");
      assert.equal((await order("start")).status, 200);
      assert.equal(await state(), "RUNNING");
    });
  });

  for (const [method, path, fields, status] of [
    ["GET", "/api/2.1/clusters/get", { cluster_id: "no" }, 400],
    ["GET", "/api/2.0/sql/warehouses/no", {}, 404],
    ["POST", "/api/2.0/pipelines/no/stop", {}, 404],
  ] as const) {
    it(`answers ${status} to ${path} for what is not there`, async () => {
      await withCompute(async (call) => {
        assert.equal((await call(method, path, fields)).status, status);
      });
    });
  }

  it("starts a stopped warehouse for a statement", async () => {
    await withCompute(async (call) => {
      await call("POST", "/api/2.0/sql/warehouses/w-1/stop");
      await call("POST", "/api/2.0/sql/statements", { statement: "SELECT 1", warehouse_id: "w-1" });
      assert.equal((await call("GET", "/api/2.0/sql/warehouses/w-1")).json().state, "RUNNING");
    });
  });
});
