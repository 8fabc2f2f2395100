import { createHash } from "node:crypto";
import type { Models } from "./models.ts";
import type { Run } from "./run-records.ts";
import type { MetricValue, ScriptedSuccess } from "./scripted-outcome.ts";
import type { Tracking } from "./tracking.ts";

/**
 * Logs what a training job logs by the training contract: one MLflow run in the experiment of the job parameters,
 * with metrics and tags, and one model version. Without `metrics`, or without an experiment, it logs nothing.
 */
export function logScriptedRun(
  run: Run,
  outcome: ScriptedSuccess,
  parts: { tracking: Tracking; models: Models },
): void {
  const { tracking, models } = parts;
  const { experiment, registered_model: model } = run.parameters;
  if (outcome.metrics === undefined || !experiment) return;
  const experimentId =
    tracking.findExperiment(experiment)?.id ?? tracking.createExperiment(experiment).id;
  const { id: runId } = tracking.createRun({
    experimentId,
    startTime: run.attemptAt,
    userId: "local",
  });
  const endTime = run.endedAt ?? run.attemptAt;
  const champion = championMetrics(run, outcome, parts);
  for (const [key, value, step] of metricsOf(outcome, champion)) {
    tracking.logMetric(runId, { key, value: Number(value), timestamp: endTime, step });
  }
  for (const [key, value] of Object.entries({ ...tagsOf(run), ...outcome.tags })) {
    if (value !== "") tracking.setTag(runId, key, value);
  }
  if (model) {
    ensureModel(models, model);
    const source = `runs:/${runId}/model`;
    const { version } = models.createVersion(model, { source, runId });
    tracking.setTag(runId, "nightshift.model_version", String(version));
  }
  tracking.updateRun(runId, { status: "FINISHED", endTime });
}

function ensureModel(models: Models, name: string): void {
  if (!models.list().some((model) => model.name === name)) models.create(name);
}

/** The champion scores as its own run logged it, unless the script says otherwise. */
function championMetrics(
  run: Run,
  outcome: ScriptedSuccess,
  { tracking, models }: { tracking: Tracking; models: Models },
): Record<string, MetricValue> {
  const { registered_model: model, champion_version: version } = run.parameters;
  if (outcome.championMetrics !== undefined) return outcome.championMetrics;
  if (!model || !version) return {};
  const made = models.list().some(({ name }) => name === model) ? models.versions(model) : [];
  const runId = made.find((candidate) => String(candidate.version) === version)?.runId ?? "";
  const logged = runId === "" ? [] : tracking.data(runId).metrics;
  const known = new Set(Object.keys(outcome.metrics ?? {}));
  return Object.fromEntries(
    logged.filter(({ key }) => known.has(key)).map(({ key, value }) => [key, value]),
  );
}

function metricsOf(
  outcome: ScriptedSuccess,
  champion: Record<string, MetricValue>,
): [key: string, value: MetricValue, step: number][] {
  const single = {
    ...outcome.metrics,
    ...renamed(champion, (name) => `champion.${name}`),
    ...renamed(outcome.gainSe, (name) => `${name}.gain_se`),
    ...renamed(outcome.disagreement, (name) => `${name}.disagreement`),
    ...(outcome.sampleSize === undefined ? {} : { sample_size: outcome.sampleSize }),
  };
  const folds = Object.entries(outcome.folds ?? {}).flatMap(([name, values]) =>
    values.map((value, step): [string, MetricValue, number] => [`${name}.fold`, value, step]),
  );
  return [
    ...Object.entries(single).map(([key, value]): [string, MetricValue, number] => [key, value, 0]),
    ...folds,
  ];
}

function renamed<Value>(
  values: Record<string, Value> | undefined,
  rename: (name: string) => string,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(values ?? {}).map(([name, value]) => [rename(name), value]),
  );
}

function tagsOf(run: Run): Record<string, string> {
  const { instance = "", attempt = "", champion_version = "", data = "" } = run.parameters;
  const digest = createHash("sha256").update(data).digest("hex");
  return {
    "mlflow.runName": `${run.jobName}-${run.id}`,
    "nightshift.instance": instance,
    "nightshift.attempt": attempt,
    "nightshift.job_run_id": run.id,
    "nightshift.data_digest": digest,
    "nightshift.holdout_digest": digest,
    "nightshift.champion_version": champion_version,
    "nightshift.recipe": "scripted",
  };
}
