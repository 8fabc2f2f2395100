import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import * as z from "zod/mini";
import { createDatabricksJobs } from "../../functions/clients/databricks-jobs.ts";
import { createHttp, type Http } from "../../functions/clients/http.ts";
import { createPlainToken } from "../../functions/clients/identity.ts";
import { createMlflowRuns } from "../../functions/clients/mlflow-runs.ts";
import { createSqlStatements } from "../../functions/clients/sql-statements.ts";
import { createTableLake } from "../../functions/clients/table-lake.ts";
import { createUnityCatalogModels } from "../../functions/clients/unity-catalog-models.ts";
import { inputDefinition } from "../../functions/core/catalogue/input-definition.ts";
import { startWorkspace, type Workspace } from "../../local/workspace/workspace.ts";
import { jobsContract } from "../contracts/jobs.contract.ts";
import { createTrainingSide } from "../contracts/mlflow-rest.ts";
import { modelsContract } from "../contracts/models.contract.ts";
import { runsContract } from "../contracts/runs.contract.ts";
import { statementsContract } from "../contracts/statements.contract.ts";

const token = "local-token";
const aYear = 365 * 86_400;

/** A workspace whose clock moves only when `advance` is called, and a client of it that never really waits. */
async function open() {
  let now = Date.parse("2026-03-01T00:00:00Z");
  const workspace = await startWorkspace({
    stateFile: ":memory:",
    clock: { now: () => now },
    mode: "virtual",
    token,
    // Beyond what a number holds exactly: ids must survive as strings.
    firstId: "9007199254740993",
  });
  return {
    workspace,
    http: connect(workspace, token),
    /** Lets runs move on until none is due within a day. */
    async advance() {
      for (let due = workspace.nextDue(); due !== null; due = workspace.nextDue()) {
        if (due - now > 86_400_000) return;
        now = Math.max(now, due);
        await workspace.settle();
      }
    },
    close: () => workspace.close(),
  };
}

function connect({ url }: Workspace, token: string): Http {
  return createHttp({
    service: "Databricks workspace",
    setting: "NIGHTSHIFT_WORKSPACE_URL",
    baseUrl: url,
    auth: { credential: createPlainToken(token, url), scope: "any" },
    wait: async () => {},
  });
}

jobsContract("createDatabricksJobs", async () => {
  const { workspace, http, advance, close } = await open();
  return {
    jobs: createDatabricksJobs(http),
    async define(name, end) {
      const { id } = workspace.defineJob({ name });
      const outcomes = {
        success: { kind: "succeeds" },
        codeError: { kind: "fails", code: "RUN_EXECUTION_ERROR" },
        never: { kind: "succeeds", takesSeconds: aYear },
      } as const;
      for (let run = 0; run < 3; run++) workspace.script(name, outcomes[end]);
      return id;
    },
    settle: advance,
    close,
  };
});

runsContract("createMlflowRuns", async () => {
  const { workspace, http, close } = await open();
  return {
    runs: createMlflowRuns(http),
    log: createTrainingSide(workspace.url, token).log,
    close,
  };
});

modelsContract("createUnityCatalogModels", async () => {
  const { workspace, http, close } = await open();
  return {
    models: createUnityCatalogModels(http),
    async register(model) {
      workspace.registerModel(model);
      const [catalog_name, schema_name, model_name] = model.split(".");
      const run_id = "0123456789abcdef0123456789abcdef";
      const body = { catalog_name, schema_name, model_name, source: "dbfs:/m", run_id };
      const path = "/api/2.1/unity-catalog/models/versions";
      const { version } = await http.send({ method: "POST", path, body }, versionReply);
      workspace.setVersionStatus(model, String(version), "READY");
      return { version: String(version), runId: run_id };
    },
    close,
  };
});

const versionReply = z.object({ version: z.number() });

statementsContract("createSqlStatements", async () => {
  const { workspace, http, close } = await open();
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

describe("Databricks clients against a workspace with faults", () => {
  let bench: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    bench = await open();
  });
  afterEach(() => bench.close());

  async function startThroughReset(faultWhen: "before" | "after") {
    const { workspace, http } = bench;
    const { id: jobId } = workspace.defineJob({ name: "train" });
    workspace.fault({ on: "jobs.runNow", kind: "reset", when: faultWhen });
    return createDatabricksJobs(http).runNow({ jobId, token: "t1", parameters: {} });
  }

  for (const when of ["before", "after"] as const) {
    it(`starts one run where the connection is reset ${when} the effect of run-now`, async () => {
      const { runId } = await startThroughReset(when);
      assert.deepEqual(
        bench.workspace.runs().map(({ id }) => id),
        [runId],
      );
    });
  }

  it("does not send a repair again after a reset: its effect is unknown", async () => {
    const { workspace, http, advance } = bench;
    const jobs = createDatabricksJobs(http);
    const { id: jobId } = workspace.defineJob({ name: "train" });
    workspace.script("train", { kind: "fails", code: "RUN_EXECUTION_ERROR" });
    const { runId } = await jobs.runNow({ jobId, token: "t1", parameters: {} });
    await advance();
    workspace.fault({ on: "jobs.*", kind: "reset", when: "before" });
    const repair = jobs.repair({ runId, parameters: {}, latestRepairId: null });
    await assert.rejects(repair, /runs\/repair got no answer in 1 attempt/);
  });

  it("gets through 429 with and without Retry-After, 503 and a reset", async () => {
    const { workspace, http } = bench;
    const { id } = workspace.defineJob({ name: "train" });
    workspace.fault({ on: "jobs.list", kind: "status", status: 429, retryAfterSeconds: 2 });
    workspace.fault({ on: "jobs.list", kind: "status", status: 429 });
    workspace.fault({ on: "jobs.list", kind: "status", status: 503 });
    workspace.fault({ on: "jobs.list", kind: "reset" });
    assert.equal(await createDatabricksJobs(http).findJob("train"), id);
  });

  it("tells 500, HTML and a wrong token as what they are", async () => {
    const { workspace, http } = bench;
    const jobs = createDatabricksJobs(http);
    workspace.fault({ on: "jobs.list", kind: "status", status: 500 });
    await assert.rejects(jobs.findJob("train"), { status: 500, errorCode: "INTERNAL_ERROR" });
    workspace.fault({ on: "jobs.list", kind: "html" });
    await assert.rejects(jobs.findJob("train"), /answered 200 with text\/html.*it must be JSON/);
    const stranger = createDatabricksJobs(connect(workspace, "another"));
    await assert.rejects(stranger.findJob("train"), /answered 403 403: Invalid access token/);
  });

  it("binds the named parameters of a statement by their types", async () => {
    const { workspace, http } = bench;
    const rows = [1, 2, 3].map((id) => ({ id, name: `model ${id}`, share: id / 10 }));
    workspace.defineTable({ name: "main.ml.shares", source: { kind: "rows", rows } });
    const statements = createSqlStatements({ http, warehouseId: workspace.warehouseId });
    const found = await statements.query(
      "SELECT name FROM main.ml.shares WHERE id >= :least AND share < :most AND name != :name",
      { least: 1, most: 0.25, name: "model 1" },
    );
    assert.deepEqual(found, [{ name: "model 2" }]);
  });

  it("refuses to choose between two jobs of one name", async () => {
    const { http } = bench;
    const create = {
      method: "POST",
      path: "/api/2.2/jobs/create",
      body: { name: "train" },
    } as const;
    await http.send(create, z.unknown());
    await http.send(create, z.unknown());
    const found = createDatabricksJobs(http).findJob("train");
    await assert.rejects(found, /2 jobs are named "train" \(9007199254740993, 9007199254740994\)/);
  });
});

describe("createTableLake", () => {
  let bench: Awaited<ReturnType<typeof open>>;
  beforeEach(async () => {
    bench = await open();
  });
  afterEach(() => bench.close());

  const table = "main.ml.flights";
  const input = inputDefinition.parse({ path: "flights", format: "table", table });
  const rows = [
    { delay: 5, origin: "SEA", "odd name": 1.5 },
    { delay: null, origin: "SFO", "odd name": null },
    { delay: -3, origin: null, "odd name": 0.5 },
  ];

  async function look(withWarehouse: "with" | "without") {
    const { workspace, http } = bench;
    const { warehouseId } = workspace;
    const statements = withWarehouse === "with" ? createSqlStatements({ http, warehouseId }) : null;
    return createTableLake({ http, statements }).lookAtTable(table, input);
  }

  it("takes columns from the catalog and counts from one statement", async () => {
    bench.workspace.defineTable({ name: table, source: { kind: "rows", rows } });
    const found = await look("with");
    assert.ok(found.kind === "facts", JSON.stringify(found));
    assert.deepEqual(found.facts.rows, known(3));
    const [delay, origin, odd] = found.facts.columns;
    assert.deepEqual(delay, {
      name: "delay",
      type: "integer",
      nulls: known(1),
      min: known(-3),
      max: known(5),
    });
    assert.deepEqual([origin?.type, origin?.nulls], ["string", known(1)]);
    assert.deepEqual([odd?.name, odd?.type, odd?.max], ["odd name", "number", known(1.5)]);
  });

  it("calls counts unknown without a warehouse, never zero", async () => {
    bench.workspace.defineTable({ name: table, source: { kind: "rows", rows } });
    const found = await look("without");
    assert.ok(found.kind === "facts");
    assert.deepEqual(found.facts.rows, { kind: "unknown", reason: "no SQL warehouse is set" });
    assert.equal(found.facts.columns[0]?.nulls.kind, "unknown");
    assert.equal(found.facts.columns[0]?.type, "integer");
  });

  it("gives an empty table zero rows and no ranges", async () => {
    const columns = [{ name: "delay", type: "LONG" as const }];
    bench.workspace.defineTable({ name: table, source: { kind: "rows", rows: [] }, columns });
    const found = await look("with");
    assert.ok(found.kind === "facts");
    assert.deepEqual(found.facts.rows, known(0));
    assert.equal(found.facts.columns[0]?.max.kind, "unknown");
  });

  it("changes the digest with the data", async () => {
    bench.workspace.defineTable({ name: table, source: { kind: "rows", rows } });
    const before = await look("with");
    bench.workspace.appendRows(table, [{ delay: 9 }]);
    const after = await look("with");
    assert.ok(before.kind === "facts" && after.kind === "facts");
    assert.notEqual(before.facts.digest, after.facts.digest);
  });

  it("calls a table that is not there missing", async () => {
    const found = await look("with");
    assert.ok(found.kind === "unreadable" && found.unreadable.problem === "missing");
  });
});

function known(value: number) {
  return { kind: "known", value } as const;
}
