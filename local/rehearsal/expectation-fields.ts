import type {
  AlertEvent,
  AliasEvent,
  DecisionEvent,
  IncidentEvent,
  MessageEvent,
  ReviewEvent,
  RunEvent,
} from "./night-event.ts";
import type { Expectation } from "./rehearsal.ts";

const alias: (keyof AliasEvent)[] = ["model", "alias", "version", "at"];
const run: (keyof RunEvent)[] = ["model", "run", "state", "result", "seconds", "at"];
const message: (keyof MessageEvent)[] = ["model", "text", "at"];
const incident: (keyof IncidentEvent)[] = [
  ...(["model", "incident", "title", "severity", "done", "undo", "at"] as const),
];
const decision: (keyof DecisionEvent)[] = [
  ...(["model", "pattern", "kind", "verdict", "action", "autonomy"] as const),
  ...(["reasons", "about", "ledger", "at"] as const),
];
const review: (keyof ReviewEvent)[] = [
  ...(["model", "review", "state", "question", "by", "expiresAt", "reasons", "at"] as const),
];
const alert: (keyof AlertEvent)[] = [
  ...(["model", "kind", "condition", "severity", "rule", "version"] as const),
  ...(["feature", "excess", "fate", "ledger", "at"] as const),
];

/** Fields that an expectation of each kind can match: a misspelt one would never match, and never be noticed. */
export const expectationFields: Record<Expectation["kind"], readonly string[]> = {
  decision,
  champion: alias,
  runs: run,
  incident,
  review,
  message,
  alert,
};
