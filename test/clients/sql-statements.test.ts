import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import { createHttp } from "../../functions/clients/http.ts";
import { createSqlStatements } from "../../functions/clients/sql-statements.ts";
import { statementsContract } from "../contracts/statements.contract.ts";
import {
  json,
  type Play,
  type ScriptedServer,
  startScriptedServer,
} from "../fakes/scripted-server.ts";
import { openWorkspace } from "./open-workspace.ts";

statementsContract("createSqlStatements", async () => {
  const { workspace, http, close } = await openWorkspace();
  let count = 0;
  return {
    statements: createSqlStatements({ http, warehouseId: workspace.warehouseId }),
    async prepare(rows) {
      const name = `main.ml.contract_${++count}`;
      const columns = (["id", "name"] as const).map((column) => ({
        name: column,
        type: "STRING" as const,
      }));
      workspace.defineTable({ name, source: { kind: "rows", rows }, columns });
      return `SELECT ${Object.keys(rows[0] ?? { id: "" }).join(", ")} FROM ${name}`;
    },
    close,
  };
});

const pending = json({ statement_id: "s1", status: { state: "PENDING" } });
const running = json({ statement_id: "s1", status: { state: "RUNNING" } });
const manifest = { schema: { columns: [{ name: "rows" }] } };

function succeeded(result: object, over = {}): Play {
  const status = { state: "SUCCEEDED" };
  return json({ statement_id: "s1", status, manifest: { ...manifest, ...over }, result });
}

describe("createSqlStatements", () => {
  let server: ScriptedServer;
  let waits: number[];
  afterEach(() => server.close());

  async function start(script: Play[], deadlineSeconds = 600) {
    server = await startScriptedServer(script);
    let time = 0;
    waits = [];
    return createSqlStatements({
      http: createHttp({
        service: "Databricks workspace",
        setting: "NIGHTSHIFT_WORKSPACE_URL",
        baseUrl: server.url,
        auth: null,
      }),
      warehouseId: "w1",
      deadlineSeconds,
      now: () => time,
      wait: async (ms) => {
        waits.push(ms);
        time += ms;
      },
    });
  }

  it("asks for a first wait and for no cancel after it", async () => {
    const statements = await start([succeeded({ data_array: [["3"]] })]);
    await statements.query("SELECT 1", { least: 1, share: 0.5, name: "x" });
    assert.deepEqual(JSON.parse(server.seen[0]?.body ?? ""), {
      statement: "SELECT 1",
      warehouse_id: "w1",
      wait_timeout: "20s",
      on_wait_timeout: "CONTINUE",
      parameters: [
        { name: "least", value: "1", type: "BIGINT" },
        { name: "share", value: "0.5", type: "DOUBLE" },
        { name: "name", value: "x", type: "STRING" },
      ],
    });
  });

  it("polls with growing, capped waits until the statement has ended", async () => {
    const going = [pending, ...Array.from({ length: 5 }, () => running)];
    const statements = await start([...going, succeeded({ data_array: [["3"]] })]);
    assert.deepEqual(await statements.query("SELECT 1", {}), [{ rows: "3" }]);
    assert.deepEqual(waits, [1_000, 2_000, 4_000, 8_000, 15_000, 15_000]);
    assert.equal(server.seen[1]?.url, "/api/2.0/sql/statements/s1");
  });

  it("cancels a statement at its deadline and says so", async () => {
    const statements = await start([running, running, running, json({})], 5);
    await assert.rejects(
      statements.query("SELECT 1", {}),
      /SQL warehouse w1: the statement was still RUNNING after 5 s and was cancelled/,
    );
    assert.equal(server.seen.at(-1)?.url, "/api/2.0/sql/statements/s1/cancel");
  });

  it("reads a result of several chunks to its end", async () => {
    const link = (chunk: number) =>
      `/api/2.0/sql/statements/s1/result/chunks/${chunk}?row_offset=1`;
    const statements = await start([
      succeeded({ data_array: [["1"]], next_chunk_internal_link: link(1) }),
      json({ data_array: [["2"]], next_chunk_internal_link: link(2) }),
      json({ data_array: [[null]] }),
    ]);
    const rows = await statements.query("SELECT 1", {});
    assert.deepEqual(rows, [{ rows: "1" }, { rows: "2" }, { rows: null }]);
    assert.equal(server.seen[2]?.url, link(2));
  });

  it("refuses a result that was cut off", async () => {
    const statements = await start([succeeded({ data_array: [["1"]] }, { truncated: true })]);
    await assert.rejects(statements.query("SELECT 1", {}), /the result was cut off/);
  });

  const failures: [string, object, RegExp][] = [
    [
      "its own field",
      { sql_state: "42P01", error: { message: "No table." } },
      /42P01\): No table\.$/,
    ],
    ["the message", { error: { message: "[X] No. SQLSTATE: 42703" } }, /FAILED \(SQLSTATE 42703\)/],
    ["nowhere", { error: { message: "No." } }, /ended as FAILED: No\.$/],
  ];
  for (const [where, status, message] of failures) {
    it(`tells the SQL state of a failure that has it in ${where}`, async () => {
      const failed = { statement_id: "s1", status: { state: "FAILED", ...status } };
      const statements = await start([json(failed)]);
      await assert.rejects(statements.query("SELECT 1", {}), message);
    });
  }

  it("calls a statement that somebody cancelled a failure", async () => {
    const cancelled = { statement_id: "s1", status: { state: "CANCELED" } };
    const statements = await start([json(cancelled)]);
    await assert.rejects(statements.query("SELECT 1", {}), /ended as CANCELED/);
  });
});

describe("createSqlStatements on a workspace", () => {
  it("binds named parameters by their types", async () => {
    const { workspace, http, close } = await openWorkspace();
    const rows = [1, 2, 3].map((id) => ({ id, name: `model ${id}`, share: id / 10 }));
    workspace.defineTable({ name: "main.ml.shares", source: { kind: "rows", rows } });
    const statements = createSqlStatements({ http, warehouseId: workspace.warehouseId });
    const found = await statements.query(
      "SELECT name FROM main.ml.shares WHERE id >= :least AND share < :most AND name != :name",
      { least: 1, most: 0.25, name: "model 1" },
    );
    assert.deepEqual(found, [{ name: "model 2" }]);
    await close();
  });
});
