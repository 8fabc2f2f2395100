import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { createMeasuringActivities } from "../../functions/activities/measuring.ts";
import { createDatabricksJobs } from "../../functions/clients/databricks-jobs.ts";
import { createSqlStatements } from "../../functions/clients/sql-statements.ts";
import { modelDefinition } from "../../functions/core/catalogue/model-definition.ts";
import { referenceTag } from "../../functions/core/names.ts";
import { countBins, referenceOf } from "../../functions/core/response/measure-drift.ts";
import { openWorkspace } from "../clients/open-workspace.ts";
import { createFakeModels } from "../fakes/fake-models.ts";
import { createFakeRuns } from "../fakes/fake-runs.ts";

const now = Date.parse("2026-03-02T23:20:30Z");
const table = "main.films.answers";
const definition = modelDefinition.parse({
  registeredModel: "ml.films.revenue",
  input: {
    path: "films",
    columns: { "budget $`": { type: "number" }, minutes: { type: "number" } },
  },
  training: { program: "/train.py", dollarsPerHour: 3 },
  metrics: { rmse: { better: "lower", role: "target" } },
  monitoring: { table, errorRateLimit: 0.1, dollarsPerDay: 1 },
  improvement: { pipelines: ["refresh films"] },
});
/** Column name that would break out of a careless statement. */
const feature = "budget $`";

describe("createMeasuringActivities", () => {
  let bench: Awaited<ReturnType<typeof openWorkspace>>;
  before(async () => {
    bench = await openWorkspace();
    bench.workspace.defineTable({
      name: table,
      columns: [
        { name: "scored_at", type: "TIMESTAMP" },
        { name: "model_version", type: "STRING" },
        { name: "error", type: "DOUBLE" },
        { name: feature, type: "DOUBLE" },
        { name: "minutes", type: "DOUBLE" },
      ],
      source: { kind: "rows", rows: rowsOf() },
    });
  });
  after(() => bench.close());

  const values = Array.from({ length: 1000 }, (_, at) => at);
  const reference = referenceOf(feature, values);

  function activities(tags: Record<string, string>) {
    const { http, workspace } = bench;
    const runs = createFakeRuns();
    const models = createFakeModels();
    const nothing = { metrics: {}, params: {}, endedAt: null };
    runs.add("e", { runId: "r1", status: "FINISHED", startedAt: 0, tags, ...nothing });
    models.register(definition.registeredModel, "r1");
    const statements = createSqlStatements({ http, warehouseId: workspace.warehouseId });
    return createMeasuringActivities({
      statements,
      jobs: createDatabricksJobs(http),
      models,
      runs,
    });
  }

  it("measures errors by version on the last quarter of an hour", async () => {
    const look = await activities({}).measureAnswers({
      definition,
      champion: "1",
      measuredTo: null,
      now,
    });
    assert.ok(look.kind === "measured");
    assert.deepEqual(look.facts.versions, [
      { version: "1", rows: 100, labelled: 80, errorRate: 0.25 },
      { version: "2", rows: 10, labelled: 0, errorRate: null },
    ]);
    assert.equal(look.facts.newestAt, Date.parse("2026-03-02T23:19:00Z"));
  });

  it("counts each feature's bins on the last whole hour, as the reference counts them", async () => {
    const { edges, counts } = reference;
    const { measureAnswers } = activities({
      [referenceTag(feature)]: JSON.stringify({ edges, counts }),
      [referenceTag("minutes")]: "no JSON",
    });
    const look = await measureAnswers({ definition, champion: "1", measuredTo: null, now });
    assert.ok(look.kind === "measured" && look.facts.window !== null);
    const { features, rows } = look.facts.window;
    const inHour = rowsOf().filter(({ scored_at }) => scored_at < "2026-03-02T23");
    const known = inHour.flatMap((row) => (row[feature] === null ? [] : [Number(row[feature])]));
    assert.equal(rows, inHour.length);
    assert.deepEqual(features, [
      {
        feature,
        rows: inHour.length,
        nulls: inHour.length - known.length,
        counts: countBins(edges, known),
      },
    ]);
  });

  it("measures an hour once", async () => {
    const measuredTo = Date.parse("2026-03-02T23:00:00Z");
    const { measureAnswers } = activities({});
    const look = await measureAnswers({ definition, champion: "1", measuredTo, now });
    assert.ok(look.kind === "measured" && look.facts.window === null);
  });

  it("measures nothing where no table is declared, and throws where no warehouse is set", async () => {
    const { monitoring: _, ...rest } = definition;
    const unmeasured = modelDefinition.parse(rest);
    const look = { champion: "1", measuredTo: null, now };
    assert.deepEqual(await activities({}).measureAnswers({ ...look, definition: unmeasured }), {
      kind: "unmeasured",
    });
    const blind = createMeasuringActivities({
      statements: null,
      jobs: createDatabricksJobs(bench.http),
      models: createFakeModels(),
      runs: createFakeRuns(),
    });
    await assert.rejects(
      blind.measureAnswers({ ...look, definition }),
      /main\.films\.answers .* no SQL warehouse is set.*warehouseId/,
    );
  });

  it("tells a failed run of a pipeline, and what the model's own runs cost", async () => {
    const { workspace, advance } = bench;
    workspace.defineJob({ name: "refresh films" });
    workspace.defineJob({ name: "nightshift-train-films" });
    workspace.script("refresh films", { kind: "fails", code: "RUN_EXECUTION_ERROR" });
    workspace.script("nightshift-train-films", { kind: "succeeds", takesSeconds: 3600 });
    const jobs = createDatabricksJobs(bench.http);
    for (const name of ["refresh films", "nightshift-train-films"]) {
      const jobId = (await jobs.findJob(name)) ?? "";
      await jobs.runNow({ jobId, token: name, parameters: {} });
    }
    await advance();
    const ended = (await jobs.listRuns((await jobs.findJob("refresh films")) ?? ""))[0]?.endedAt;
    const { records } = await activities({}).measureRuns({
      model: "films",
      definition,
      now: (ended ?? 0) + 60_000,
    });
    const failed = records.find(({ kind }) => kind === "pipeline-failure");
    assert.deepEqual(
      [failed?.feature, (failed?.value ?? 0) / (failed?.limit ?? 1)],
      ["refresh films", 2],
    );
    const spend = records.find(({ kind }) => kind === "budget");
    assert.equal(spend?.limit, 1);
  });

  it("logs one JSON record a line", async () => {
    const lines: string[] = [];
    const record = {
      record: "nightshift.measurement",
      model: "films",
      kind: "data-drift",
      version: "1",
      feature,
      value: 0.3,
      limit: 0.2,
    } as const;
    const log = { info: (line: string) => lines.push(line) };
    assert.deepEqual(await activities({}).logMeasurements({ records: [record] }, log), {
      logged: 1,
    });
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      [record],
    );
  });
});

/** Answers of two hours: 600 of the last whole hour, and 110 of the last quarter. */
function rowsOf() {
  const at = (start: string, second: number) =>
    new Date(Date.parse(start) + second * 1000).toISOString();
  const hour = Array.from({ length: 600 }, (_, index) => ({
    scored_at: at("2026-03-02T22:00:00Z", index * 6),
    model_version: "1",
    error: null as number | null,
    [feature]: index % 10 === 0 ? null : (index * 7) % 1300,
    minutes: 90,
  }));
  const quarter = Array.from({ length: 100 }, (_, index) => ({
    scored_at: at("2026-03-02T23:10:00Z", index),
    model_version: "1",
    error: index < 80 ? Number(index % 4 === 0) : null,
    [feature]: 1,
    minutes: 90,
  }));
  const shadow = Array.from({ length: 10 }, () => ({
    scored_at: "2026-03-02T23:19:00.000Z",
    model_version: "2",
    error: null,
    [feature]: 1,
    minutes: 90,
  }));
  return [...hour, ...quarter, ...shadow];
}
