import type { Instant } from "../instant.ts";
import { queues } from "../names.ts";

/** Kinds of alert that have a response, each named like its queue. */
export const alertKinds = [
  queues.modelDegradation,
  queues.dataDrift,
  queues.pipelineFailure,
  queues.budget,
] as const;

/** What an alert is about. */
export type AlertKind = (typeof alertKinds)[number];

/** One alert, checked: nothing in it but numbers, known names and printable text. */
export interface Alert {
  /** 12 hex digits: the same for every delivery of the same firing, and for its `resolved`. */
  id: string;
  kind: AlertKind;
  /** Model id of the catalogue; null where it is about all of them (a budget, a queue). */
  model: string | null;
  condition: "fired" | "resolved";
  /** Azure's severity, from 0 (critical) to 4 (verbose); null where it tells none. */
  azureSeverity: number | null;
  /** Name of the alert rule or budget. */
  rule: string;
  /** Model version that it is about; null where it tells none. */
  version: string | null;
  /** Column, pipeline or other part that it is about; null where it tells none. */
  subject: string | null;
  /** Measured value divided by its limit; null where either is unknown. */
  excess: number | null;
  /** When it fired or was resolved; null where it does not tell. */
  at: Instant | null;
  /** What the rule says of itself, one line of at most 300 characters. */
  description: string;
}

/** A payload that no rule knows: a person must look. */
export interface UnrecognisedAlert {
  /** 12 hex digits of the payload's hash. */
  id: string;
  /** Why it was not recognised, in one sentence. */
  reason: string;
  /** The payload's first 1,000 printable characters, untrusted. */
  excerpt: string;
}

/** What one alert in a payload turns out to be. */
export type ParsedAlert =
  | { kind: "alert"; alert: Alert }
  | { kind: "unrecognised"; unrecognised: UnrecognisedAlert };
