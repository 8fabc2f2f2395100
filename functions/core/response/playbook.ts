import type { Severity } from "../incident.ts";
import type { AlertKind } from "./alert.ts";

/**
 * What a response does. `rollback`, `retrain` and `pause` are asked of guard, autonomy and hold, and open an incident
 * where they are not allowed; `incident` tells a person; `record` only writes to the ledger.
 */
export type ResponseAction = "rollback" | "retrain" | "pause" | "incident" | "record";

/** The playbook: which action answers which alert. */
export const playbook: Readonly<Record<AlertKind, Readonly<Record<Severity, ResponseAction>>>> = {
  "model-degradation": { critical: "rollback", warning: "incident", informational: "record" },
  "data-drift": { critical: "retrain", warning: "retrain", informational: "record" },
  "pipeline-failure": { critical: "incident", warning: "incident", informational: "record" },
  budget: { critical: "pause", warning: "incident", informational: "record" },
};

/** What follows if nobody does anything, for the card of each kind of alert. */
export const ifIgnored: Readonly<Record<AlertKind, string>> = {
  "model-degradation": "The champion keeps answering with more errors than its limit allows.",
  "data-drift": "The champion keeps answering on data that it was not trained on.",
  "pipeline-failure": "No new data arrives, and the model ages.",
  budget: "Compute keeps running, and the cost keeps growing.",
};
