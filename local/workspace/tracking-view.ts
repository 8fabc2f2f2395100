import type { Metric, TrackedRun, Tracking } from "./tracking.ts";

/** A run as MLflow answers it, with what it logged; empty lists are left out. */
export function viewTrackedRun(tracking: Tracking, run: TrackedRun): Record<string, unknown> {
  const { metrics, params, tags } = tracking.data(run.id);
  return {
    info: viewRunInfo(tracking, run),
    data: {
      ...(metrics.length === 0 ? {} : { metrics: metrics.map(viewMetric) }),
      ...(params.length === 0 ? {} : { params }),
      tags,
    },
    inputs: {},
  };
}

/** The `info` part of a run. */
export function viewRunInfo(tracking: Tracking, run: TrackedRun): Record<string, unknown> {
  const name = tracking.data(run.id).tags.find(({ key }) => key === "mlflow.runName")?.value;
  return {
    run_id: run.id,
    run_uuid: run.id,
    run_name: name,
    experiment_id: run.experimentId,
    user_id: run.userId,
    status: run.status,
    start_time: run.startTime,
    ...(run.endTime === null ? {} : { end_time: run.endTime }),
    artifact_uri: tracking.artifactUri(run),
    lifecycle_stage: run.stage,
  };
}

/** A logged value; JSON has no NaN, so MLflow sends it as a word. */
export function viewMetric({ key, value, timestamp, step }: Metric): Record<string, unknown> {
  return { key, value: Number.isNaN(value) ? "NaN" : value, timestamp, step };
}
