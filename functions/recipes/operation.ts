// Started by a person's order through the API: hold, or resume.
// Promises the hold as ordered, what was paused running again after a resume, and the order in the ledger.
// Survives a crash anywhere: the entity answers each order once, the ledger knows it by its instance.
import { EntityId, type OrchestrationContext } from "durable-functions";
import type { Hold, HoldRequest } from "../core/hold.ts";
import { entities, queues } from "../core/names.ts";
import type { AlertGroupState } from "../core/response/alert-group.ts";
import { readOperation } from "./ask-entity.ts";
import { record } from "./record.ts";
import { readPaused } from "./response/order-each.ts";
import {
  endBudgetGroup,
  nothingResumed,
  type Resumption,
  resumeCompute,
} from "./response/resume-compute.ts";
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

/** What an order did. */
export interface OrderAnswer {
  /** The hold that is then in force. */
  hold: Hold | null;
  /** The hold that a resume ended; null where there was none. */
  lifted: Hold | null;
  compute: Resumption;
}

/**
 * Carries out one order. A resume shows its answer as custom status `{answer}` after its first round, and goes on
 * until what was paused runs; one that finds nothing held or paused changes and writes nothing.
 */
export function* operation(context: OrchestrationContext): Recipe<OrderAnswer> {
  const order = context.df.getInput<Order>();
  const { kind, model, by, reason } = order;
  if (kind === "resume") return yield* resume(context, order);
  const hold = yield* askHold(context, model, { kind, by, reason, now: now(context) });
  yield* recordOrder(context, order, hold);
  return { hold, lifted: null, compute: nothingResumed };
}

function* resume(context: OrchestrationContext, order: Order): Recipe<OrderAnswer> {
  const { model, by } = order;
  const holdId = new EntityId(entities.hold, model);
  const lifted = (yield context.df.callEntity(holdId, readOperation)) as Hold | null;
  const paused = (yield* readPaused(context)).filter((item) => item.by === model);
  const answerOf = (compute: Resumption): OrderAnswer => ({ hold: null, lifted, compute });
  if (lifted === null && paused.length === 0) return answerOf(nothingResumed);
  if (lifted !== null) yield* askHold(context, model, { kind: "lift" });
  yield* recordOrder(context, order, null);
  if (paused.length === 0) return answerOf(nothingResumed);
  const groupId = new EntityId(entities.alertGroup, `${model}:${queues.budget}`);
  const group = (yield context.df.callEntity(groupId, readOperation)) as AlertGroupState;
  yield* endBudgetGroup(context, model, group);
  const tell = (soFar: Resumption) => context.df.setCustomStatus({ answer: answerOf(soFar) });
  return answerOf(yield* resumeCompute(context, paused, { model, by, tell }));
}

function* askHold(
  context: OrchestrationContext,
  model: string,
  request: HoldRequest,
): Recipe<Hold | null> {
  const id = new EntityId(entities.hold, model);
  return (yield context.df.callEntity(id, request.kind, request)) as Hold | null;
}

function* recordOrder(
  context: OrchestrationContext,
  order: Order,
  hold: Hold | null,
): Recipe<void> {
  const { kind, model, by, reason } = order;
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
}
