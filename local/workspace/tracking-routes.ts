import * as z from "zod/mini";
import { invalidParameter, notFound } from "./api-error.ts";
import type { Clock } from "./clock.ts";
import { idField, integerField, type Route, route, textField } from "./route.ts";
import { searchRuns } from "./search-runs.ts";
import type { Experiment, Tracking } from "./tracking.ts";
import { viewMetric, viewRunInfo, viewTrackedRun } from "./tracking-view.ts";

const base = "/api/2.0/mlflow";
const runIdField = z.object({ run_id: textField });
const pairField = z.object({ key: textField, value: z.string() });
/** A metric's value: NaN and the infinities come as words. */
const valueField = z.pipe(
  z.union([
    z.number(),
    z.string().check(z.regex(/^(NaN|[-+]?Infinity|[-+]?\d+(\.\d*)?(e[-+]?\d+)?)$/i)),
  ]),
  z.transform((value) => Number(value)),
);
const metricField = z.object({
  key: textField,
  value: valueField,
  timestamp: integerField,
  step: z._default(integerField, 0),
});
const statusField = z.enum(["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"]);

/** MLflow tracking calls. */
export function trackingRoutes(tracking: Tracking, clock: Clock): Route[] {
  return [
    ...experimentRoutes(tracking),
    ...runLifeRoutes(tracking, clock),
    ...loggingRoutes(tracking),
    ...readingRoutes(tracking),
  ];
}

function experimentRoutes(tracking: Tracking): Route[] {
  return [
    route({
      name: "mlflow.createExperiment",
      method: "POST",
      path: `${base}/experiments/create`,
      input: z.object({ name: textField }),
      answer: ({ name }) => ({ experiment_id: tracking.createExperiment(name).id }),
    }),
    route({
      name: "mlflow.getExperiment",
      method: "GET",
      path: `${base}/experiments/get`,
      input: z.object({ experiment_id: idField }),
      answer: ({ experiment_id }) =>
        viewExperiment(tracking, tracking.getExperiment(experiment_id)),
    }),
    route({
      name: "mlflow.getExperimentByName",
      method: "GET",
      path: `${base}/experiments/get-by-name`,
      input: z.object({ experiment_name: textField }),
      answer: ({ experiment_name: name }) => {
        const found = tracking.findExperiment(name);
        if (found === null) throw notFound(`Node ${name} does not exist.`);
        return viewExperiment(tracking, found);
      },
    }),
  ];
}

function runLifeRoutes(tracking: Tracking, clock: Clock): Route[] {
  return [
    route({
      name: "mlflow.createRun",
      method: "POST",
      path: `${base}/runs/create`,
      input: z.object({
        experiment_id: idField,
        start_time: z.optional(integerField),
        run_name: z.optional(z.string()),
        user_id: z._default(z.string(), "local"),
        tags: z._default(z.array(pairField), []),
      }),
      answer: ({ experiment_id: experimentId, start_time, run_name, user_id: userId, tags }) => {
        const startTime = start_time ?? clock.now();
        const run = tracking.createRun({ experimentId, startTime, userId });
        for (const { key, value } of tags) tracking.setTag(run.id, key, value);
        const named = run_name ?? tags.find(({ key }) => key === "mlflow.runName")?.value;
        tracking.setTag(run.id, "mlflow.runName", named ?? `run-${run.id.slice(0, 8)}`);
        return { run: viewTrackedRun(tracking, run) };
      },
    }),
    route({
      name: "mlflow.updateRun",
      method: "POST",
      path: `${base}/runs/update`,
      input: z.extend(runIdField, {
        status: z.optional(statusField),
        end_time: z.optional(integerField),
        run_name: z.optional(z.string()),
      }),
      answer: ({ run_id, status, end_time: endTime, run_name }) => {
        const run = tracking.updateRun(run_id, { status, endTime });
        if (run_name !== undefined) tracking.setTag(run_id, "mlflow.runName", run_name);
        return { run_info: viewRunInfo(tracking, run) };
      },
    }),
    route({
      name: "mlflow.deleteRun",
      method: "POST",
      path: `${base}/runs/delete`,
      input: runIdField,
      answer: ({ run_id }) => tracking.deleteRun(run_id),
    }),
  ];
}

function loggingRoutes(tracking: Tracking): Route[] {
  return [
    route({
      name: "mlflow.logMetric",
      method: "POST",
      path: `${base}/runs/log-metric`,
      input: z.extend(runIdField, metricField.shape),
      answer: ({ run_id, ...metric }) => tracking.logMetric(run_id, metric),
    }),
    route({
      name: "mlflow.logParameter",
      method: "POST",
      path: `${base}/runs/log-parameter`,
      input: z.extend(runIdField, pairField.shape),
      answer: ({ run_id, key, value }) => tracking.logParam(run_id, key, value),
    }),
    route({
      name: "mlflow.setTag",
      method: "POST",
      path: `${base}/runs/set-tag`,
      input: z.extend(runIdField, pairField.shape),
      answer: ({ run_id, key, value }) => tracking.setTag(run_id, key, value),
    }),
    route({
      name: "mlflow.logBatch",
      method: "POST",
      path: `${base}/runs/log-batch`,
      input: z.extend(runIdField, {
        metrics: z._default(z.array(metricField), []),
        params: z._default(z.array(pairField), []),
        tags: z._default(z.array(pairField), []),
      }),
      answer: ({ run_id, metrics, params, tags }) => {
        tracking.getRun(run_id);
        for (const metric of metrics) tracking.logMetric(run_id, metric);
        for (const { key, value } of params) tracking.logParam(run_id, key, value);
        for (const { key, value } of tags) tracking.setTag(run_id, key, value);
      },
    }),
  ];
}

function readingRoutes(tracking: Tracking): Route[] {
  return [
    route({
      name: "mlflow.getRun",
      method: "GET",
      path: `${base}/runs/get`,
      input: runIdField,
      answer: ({ run_id }) => ({ run: viewTrackedRun(tracking, tracking.getRun(run_id)) }),
    }),
    route({
      name: "mlflow.searchRuns",
      method: "POST",
      path: `${base}/runs/search`,
      input: z.object({
        experiment_ids: z._default(z.array(idField), []),
        filter: z._default(z.string(), ""),
        run_view_type: z._default(z.enum(["ACTIVE_ONLY", "DELETED_ONLY", "ALL"]), "ACTIVE_ONLY"),
        max_results: z._default(integerField.check(z.gte(1), z.lte(50_000)), 1000),
        order_by: z._default(z.array(textField), []),
        page_token: z._default(z.string(), ""),
      }),
      answer: (query) => searchRuns(tracking, query),
    }),
    route({
      name: "mlflow.getMetricHistory",
      method: "GET",
      path: `${base}/metrics/get-history`,
      input: z.extend(runIdField, {
        metric_key: textField,
        max_results: z.optional(integerField),
        page_token: z.optional(z.string()),
      }),
      answer: ({ run_id, metric_key, max_results = 25_000, page_token = "0" }) => {
        const from = Number(page_token);
        if (!Number.isInteger(from)) throw invalidParameter(`Invalid page token: ${page_token}`);
        const all = tracking.history(run_id, metric_key);
        const next = from + max_results;
        return {
          metrics: all.slice(from, next).map(viewMetric),
          ...(next < all.length ? { next_page_token: String(next) } : {}),
        };
      },
    }),
  ];
}

function viewExperiment(tracking: Tracking, experiment: Experiment): Record<string, unknown> {
  const { id, name, createdAt } = experiment;
  return {
    experiment: {
      experiment_id: id,
      name,
      artifact_location: tracking.artifactLocation(experiment),
      lifecycle_stage: "active",
      creation_time: createdAt,
      last_update_time: createdAt,
    },
  };
}
