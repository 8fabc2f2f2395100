import type { OrchestrationContext } from "durable-functions";
import { isoOf } from "../core/instant.ts";
import type { Decision } from "../core/ledger.ts";
import { type Recipe, stepsOf } from "./steps.ts";
import { now } from "./waits.ts";

/** A decision as a recipe tells it; the context adds its key, instance and time. */
export interface Telling extends Omit<Decision, "key" | "at" | "instance"> {
  /** What sets this decision apart from all others of the same orchestration. */
  step: string;
}

/** Writes one decision to the ledger: once, however often this is replayed or retried. */
export function* record(context: OrchestrationContext, telling: Telling): Recipe<void> {
  const step = stepsOf(context);
  const { step: name, ...decision } = telling;
  const instance = context.df.instanceId;
  yield* step.recordDecision({
    ...decision,
    key: `${instance}/${name}`,
    instance,
    at: now(context),
  });
}

/** Shows where the orchestration stands to whoever asks for its status. */
export function show(context: OrchestrationContext, step: string): void {
  context.df.setCustomStatus({ step, since: isoOf(now(context)) });
}
