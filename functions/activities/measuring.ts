import type { Jobs, Models, Runs, Statements } from "../clients/ports.ts";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import { type Instant, instantOf } from "../core/instant.ts";
import { trainingJobName } from "../core/names.ts";
import type { FeatureReference } from "../core/response/measure-drift.ts";
import type { Measurement } from "../core/response/measurement.ts";
import { errorWindow, lastDriftWindow } from "../core/response/monitoring-window.ts";
import { parseReferences } from "../core/response/parse-reference.ts";
import type { LookFacts } from "../core/response/plan-measurements.ts";
import {
  type Query,
  queryFeatures,
  queryFreshness,
  queryVersions,
  readFeatures,
  readVersions,
} from "../core/response/plan-measuring.ts";
import { planFailures, planSpend } from "../core/response/plan-spend.ts";

/** One look at one model. */
interface Look {
  definition: ModelDefinition;
  champion: string | null;
  /** End of the last drift window that was measured; null for none. */
  measuredTo: Instant | null;
  now: Instant;
}

/** Effects that measure models in production. */
export function createMeasuringActivities(clients: {
  statements: Statements | null;
  jobs: Jobs;
  models: Models;
  runs: Runs;
}) {
  const { statements, jobs } = clients;
  return {
    /** Measures the live answers of a model: errors at each look, features once for each window. */
    async measureAnswers(look: Look) {
      const { definition, champion, measuredTo, now } = look;
      const { table } = definition.monitoring;
      if (table === undefined) return { kind: "unmeasured" as const };
      if (statements === null) {
        throw new Error(
          `Monitoring: ${table} is to be measured, but no SQL warehouse is set. The argument warehouseId of the component FunctionHosting sets NIGHTSHIFT_WAREHOUSE_ID.`,
        );
      }
      const ask = ({ statement, parameters }: Query) => statements.query(statement, parameters);
      const range = lastDriftWindow(now);
      const isNew = measuredTo === null || range.to > measuredTo;
      const [versions, freshness] = await Promise.all([
        ask(queryVersions(table, errorWindow(now))),
        ask(queryFreshness(table)),
      ]);
      const facts: LookFacts = {
        champion,
        versions: readVersions(versions),
        newestAt: instantOf((freshness[0]?.newest ?? "").replace(" ", "T")),
        window: null,
        now,
      };
      if (!isNew) return { kind: "measured" as const, facts };
      const references = await readReferences(clients, definition, champion);
      const [row = {}] = await ask(queryFeatures(table, references, range));
      const window = { range, references, ...readFeatures(row, references) };
      return { kind: "measured" as const, facts: { ...facts, window } };
    },

    /** What the model's jobs cost while they ran, and how its pipelines' last runs ended. */
    async measureRuns({
      model,
      definition,
      now,
    }: Pick<Look, "definition" | "now"> & { model: string }) {
      const { improvement, monitoring } = definition;
      const trained =
        monitoring.dollarsPerDay === undefined ? [] : await runsOf(jobs, trainingJobName(model));
      const pipelines = await Promise.all(
        improvement.pipelines.map(async (name) => ({ name, runs: await runsOf(jobs, name) })),
      );
      return {
        records: [...planSpend(model, trained, definition, now), ...planFailures(model, pipelines)],
      };
    },

    /** Logs measurements, one JSON record a line, for the alert rules to read. */
    async logMeasurements(
      { records }: { records: readonly Measurement[] },
      context?: { info(line: string): void },
    ) {
      for (const record of records) context?.info(JSON.stringify(record));
      return { logged: records.length };
    },
  };
}

async function runsOf(jobs: Jobs, name: string) {
  const jobId = await jobs.findJob(name);
  return jobId === null ? [] : await jobs.listRuns(jobId);
}

async function readReferences(
  { models, runs }: { models: Models; runs: Runs },
  { registeredModel, input }: ModelDefinition,
  champion: string | null,
): Promise<FeatureReference[]> {
  if (champion === null) return [];
  const version = await models.getVersion(registeredModel, champion);
  const run = version === null ? null : await runs.getRun(version.runId);
  return run === null ? [] : parseReferences(run.tags, Object.keys(input.columns));
}
