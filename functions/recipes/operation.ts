// Started by a person's order through the API: hold, or resume.
// Promises the hold as ordered, what was paused running again after a resume, and the order in the ledger.
// Survives a crash anywhere: the entity answers each order once, the ledger knows it by its instance.
import { EntityId, type OrchestrationContext } from "durable-functions";
import type { Hold, HoldRequest } from "../core/hold.ts";
import { entities } from "../core/names.ts";
import { record } from "./record.ts";
import { resumeCompute } from "./response/resume-compute.ts";
import type { Recipe } from "./steps.ts";
import { now } from "./waits.ts";

/** What a person orders. */
export interface Order {
  kind: "hold" | "resume";
  /** Model id, or `all`. */
  model: string;
  by: string;
  reason: string;
}

/** Carries out one order, and answers with the hold that is then in force. */
export function* operation(context: OrchestrationContext): Recipe<Hold | null> {
  const order = context.df.getInput<Order>();
  const { kind, model, by, reason } = order;
  const request: HoldRequest =
    kind === "hold" ? { kind, by, reason, now: now(context) } : { kind: "lift" };
  const hold = (yield context.df.callEntity(
    new EntityId(entities.hold, model),
    request.kind,
    request,
  )) as Hold | null;
  yield* record(context, {
    step: kind,
    model,
    pattern: "operator",
    kind: "hold",
    inputs: { order, hold },
    verdict: null,
    action: kind,
    autonomy: null,
    reasons: [`${by}: ${reason}`],
  });
  if (kind === "resume") yield* resumeCompute(context, model, by);
  return hold;
}
