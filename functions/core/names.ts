import { sha256Hex } from "./digest.ts";

/** Queues, by what waits in them. */
export const queues = {
  bronzeArrivals: "bronze-arrivals",
  modelDegradation: "model-degradation",
  dataDrift: "data-drift",
  pipelineFailure: "pipeline-failure",
  budget: "budget",
  unrecognised: "unrecognised",
} as const;

/** The event hub that action groups write alerts to. */
export const alertHub = "alerts";

/** Blob containers of the lake. */
export const containers = { bronze: "bronze", ledger: "ledger", incidents: "incidents" } as const;

/** MLflow aliases of a registered model. */
export const aliases = {
  champion: "champion",
  challenger: "challenger",
  previousChampion: "previous_champion",
} as const;

/** Prefixes of the app settings that hold identity-based connections. */
export const connections = { serviceBus: "ServiceBus", eventHubs: "EventHubs" } as const;

/** Functions that start work, by what starts them. */
export const triggers = {
  onBronzeArrival: "onBronzeArrival",
  onAlert: "onAlert",
  onModelDegradation: "onModelDegradation",
  onDataDrift: "onDataDrift",
  onPipelineFailure: "onPipelineFailure",
  onBudget: "onBudget",
  onUnrecognised: "onUnrecognised",
  onMonitoring: "onMonitoring",
  onWatchdog: "onWatchdog",
} as const;

/** Orchestrations: a rename strands every running instance. */
export const orchestrations = {
  arrival: "arrival",
  lifecycle: "lifecycle",
  pollJobStatus: "pollJobStatus",
  notification: "notification",
  operation: "operation",
  improvement: "improvement",
  response: "response",
  strangers: "strangers",
  monitoring: "monitoring",
  watchdog: "watchdog",
  restore: "restore",
  replay: "replay",
} as const;

/** The five steps of a lifecycle, as status and narration show them. */
export const lifecycleSteps = {
  validateData: "validateData",
  triggerDatabricksJob: "triggerDatabricksJob",
  pollJobStatus: "pollJobStatus",
  evaluateMetrics: "evaluateMetrics",
  decideAction: "decideAction",
} as const;

/** Entities, each keyed by model id; `hold` also by `allModels`, `paused` by that alone, `alertGroup` by model and kind. */
export const entities = {
  guard: "guard",
  arrivals: "arrivals",
  hold: "hold",
  reviews: "reviews",
  alertGroup: "alertGroup",
  paused: "paused",
  measurements: "measurements",
} as const;

/** Key of the hold that stops every model. */
export const allModels = "all";

/** External events that a running orchestration waits for. */
export const events = { approval: "approval", lifted: "lifted" } as const;

/** Word that marks the log records which alert rules read: `{record, model, kind, value, limit, version, feature}`. */
export const measurementRecord = "nightshift.measurement";

/** Tags that a training run carries; see docs/training-contract.md. */
export const runTags = {
  instance: "nightshift.instance",
  attempt: "nightshift.attempt",
  jobRunId: "nightshift.job_run_id",
  dataDigest: "nightshift.data_digest",
  holdoutDigest: "nightshift.holdout_digest",
  championVersion: "nightshift.champion_version",
  recipe: "nightshift.recipe",
  modelVersion: "nightshift.model_version",
} as const;

/** Tag of a training run that holds the reference distribution of one feature; see docs/training-contract.md. */
export function referenceTag(feature: string): string {
  return `nightshift.reference.${feature}`;
}

/** Name of the Databricks job that trains a model. */
export function trainingJobName(modelId: string): string {
  return `nightshift-train-${modelId}`;
}

/** Path of the MLflow experiment that a model's training runs belong to. */
export function experimentName(modelId: string): string {
  return `/Shared/nightshift/${modelId}`;
}

/**
 * Id of the orchestration that handles one event: `<orchestration>:<model>:<12 hex>`.
 * The same event always gives the same id, so a duplicate starts nothing.
 */
export function instanceId(
  orchestration: keyof typeof orchestrations,
  modelId: string,
  eventKey: string,
): string {
  return `${orchestrations[orchestration]}:${modelId}:${shortHash(eventKey)}`;
}

/** Id of the orchestration that shows one card through one notifier. */
export function notificationId(modelId: string, cardKey: string, notifier: string): string {
  return instanceId("notification", modelId, `${cardKey}\n${notifier}`);
}

/** First 12 hex digits of a text's SHA-256, for ids that people read. */
export function shortHash(text: string): string {
  return sha256Hex(text).slice(0, 12);
}

/** Idempotency token of one attempt of one step: exactly 64 hex digits, the most that Jobs accepts. */
export function idempotencyToken(instance: string, step: string, attempt: number): string {
  return sha256Hex(`${instance}\n${step}\n${attempt}`);
}

/** Path of a ledger entry inside its container. Sequence: from 1. */
export function ledgerPath(modelId: string, sequence: number): string {
  return `${modelId}/${String(sequence).padStart(8, "0")}.json`;
}

/** Path of an incident inside its container. */
export function incidentPath(modelId: string, incidentId: string): string {
  return `${modelId}/${incidentId}.json`;
}

/**
 * Path, inside the ledger's container, of what a language model was asked under a key, and answered. It begins with what no
 * model id begins with, so no ledger holds it.
 */
export function opinionPath(modelId: string, key: string, part: string): string {
  return `_opinions/${modelId}/${shortHash(key)}/${part}.json`;
}
