import * as z from "zod/mini";
import type { Clock } from "./clock.ts";
import { idField, integerField, type Route, route, textField } from "./route.ts";
import type { Tracking } from "./tracking.ts";
import { viewRunInfo, viewTrackedRun } from "./tracking-view.ts";

const base = "/api/2.0/mlflow/runs";
const runIdField = z.object({ run_id: textField });
const pairField = z.object({ key: textField, value: z.string() });
/** A metric's value: NaN and the infinities come as words. */
const valueField = z.pipe(
  z.union([
    z.number(),
    z.string().check(z.regex(/^(NaN|[-+]?Infinity|[-+]?\d+(\.\d*)?([eE][-+]?\d+)?)$/)),
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

/** MLflow calls by which a run is made and logs. */
export function loggingRoutes(tracking: Tracking, clock: Clock): Route[] {
  return [...runLifeRoutes(tracking, clock), ...valueRoutes(tracking)];
}

function runLifeRoutes(tracking: Tracking, clock: Clock): Route[] {
  return [
    route({
      name: "mlflow.createRun",
      method: "POST",
      path: `${base}/create`,
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
      path: `${base}/update`,
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
      path: `${base}/delete`,
      input: runIdField,
      answer: ({ run_id }) => tracking.deleteRun(run_id),
    }),
  ];
}

function valueRoutes(tracking: Tracking): Route[] {
  return [
    route({
      name: "mlflow.logMetric",
      method: "POST",
      path: `${base}/log-metric`,
      input: z.extend(runIdField, metricField.shape),
      answer: ({ run_id, ...metric }) => tracking.logMetric(run_id, metric),
    }),
    route({
      name: "mlflow.logParameter",
      method: "POST",
      path: `${base}/log-parameter`,
      input: z.extend(runIdField, pairField.shape),
      answer: ({ run_id, key, value }) => tracking.logParam(run_id, key, value),
    }),
    route({
      name: "mlflow.setTag",
      method: "POST",
      path: `${base}/set-tag`,
      input: z.extend(runIdField, pairField.shape),
      answer: ({ run_id, key, value }) => tracking.setTag(run_id, key, value),
    }),
    route({
      name: "mlflow.logBatch",
      method: "POST",
      path: `${base}/log-batch`,
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
