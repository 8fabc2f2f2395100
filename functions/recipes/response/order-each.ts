import { EntityId, type OrchestrationContext } from "durable-functions";
import { allModels, entities } from "../../core/names.ts";
import type { OrderEnd, OrderedItem, PausedItem } from "../../core/response/plan-pause.ts";
import type { PausedRequest, PausedState } from "../../core/response/reduce-paused.ts";
import { askEntity, readOperation } from "../ask-entity.ts";
import { type Recipe, stepsOf } from "../steps.ts";

/** Orders each item to stop or to start, whatever becomes of the others. */
export function* orderEach(
  context: OrchestrationContext,
  items: readonly PausedItem[],
  order: "stopCompute" | "startCompute",
): Recipe<OrderedItem[]> {
  const ordered: OrderedItem[] = [];
  for (const { kind, id, name, state } of items) {
    const end = yield* orderOne(context, { kind, id }, order);
    ordered.push({ kind, id, name, state, end });
  }
  return ordered;
}

function* orderOne(
  context: OrchestrationContext,
  item: Pick<PausedItem, "kind" | "id">,
  order: "stopCompute" | "startCompute",
): Recipe<OrderEnd> {
  const step = stepsOf(context);
  try {
    return order === "stopCompute" ? yield* step.stopCompute(item) : yield* step.startCompute(item);
  } catch (error) {
    return { kind: "notYet", reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether it may succeed later. */
export function isNotYet({ end }: OrderedItem): boolean {
  return end.kind === "notYet";
}

/** An item in words, with why its order failed where it did. */
export function describeItem({ kind, name, id }: PausedItem, end?: OrderEnd): string {
  const what = name === "" || name === id ? `${kind} ${id}` : `${kind} ${name} (${id})`;
  return end !== undefined && "reason" in end ? `${what}: ${end.reason}` : what;
}

/** Everything that is paused, for whomever. One entity holds it, so that nothing is recorded twice. */
export function* readPaused(context: OrchestrationContext): Recipe<PausedState> {
  const id = new EntityId(entities.paused, allModels);
  return (yield context.df.callEntity(id, readOperation)) as PausedState;
}

/** Has what is paused remembered, or forgotten. */
export function* notePaused(
  context: OrchestrationContext,
  request: PausedRequest,
): Recipe<PausedState> {
  return yield* askEntity(context, "paused", allModels, request);
}
