import { EntityId, type OrchestrationContext } from "durable-functions";
import type { GuardState } from "../core/guard/guard-state.ts";
import { entities } from "../core/names.ts";
import { askEntity, readOperation } from "./ask-entity.ts";
import type { Recipe } from "./steps.ts";
import { now } from "./waits.ts";

/** Gives leave back without having moved an alias; without leave it changes nothing. */
export function* releaseLeave(
  context: OrchestrationContext,
  model: string,
  outcome: "done" | "failed",
): Recipe<void> {
  const guard = (yield context.df.callEntity(
    new EntityId(entities.guard, model),
    readOperation,
  )) as GuardState;
  const { champion } = guard;
  const instance = context.df.instanceId;
  yield* askEntity(context, "guard", model, {
    kind: "report",
    instance,
    outcome,
    champion,
    now: now(context),
  });
}
