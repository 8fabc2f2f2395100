import * as z from "zod/mini";
import { invalidParameter, notFound } from "./api-error.ts";
import type { Clock } from "./clock.ts";
import { loggingRoutes } from "./logging-routes.ts";
import { idField, integerField, type Route, route, textField } from "./route.ts";
import { searchRuns } from "./search-runs.ts";
import type { Experiment, Tracking } from "./tracking.ts";
import { viewMetric, viewTrackedRun } from "./tracking-view.ts";

const base = "/api/2.0/mlflow";
const runIdField = z.object({ run_id: textField });
/** MLflow tracking calls. */
export function trackingRoutes(tracking: Tracking, clock: Clock): Route[] {
  return [
    ...experimentRoutes(tracking),
    ...loggingRoutes(tracking, clock),
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
