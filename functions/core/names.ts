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

/** Name of the Databricks job that trains a model. */
export function trainingJobName(modelId: string): string {
  return `nightshift-train-${modelId}`;
}

/** Path of the MLflow experiment that a model's training runs belong to. */
export function experimentName(modelId: string): string {
  return `/Shared/nightshift/${modelId}`;
}

/** Durable orchestrations. A rename strands running instances. */
export const orchestrations = {
  arrival: "arrival",
  lifecycle: "lifecycle",
  pollJobStatus: "pollJobStatus",
  notification: "notification",
} as const;

/** Durable entities; keyed by model id, `hold` also by `all`. */
export const entities = { guard: "guard", arrivals: "arrivals", hold: "hold" } as const;

/** External events that an orchestration waits for. */
export const events = { approval: "approval" } as const;
