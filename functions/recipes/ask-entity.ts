import { EntityId, type OrchestrationContext } from "durable-functions";
import type { ArrivalsAnswer, ArrivalsRequest } from "../core/arrivals/arrivals-state.ts";
import type { GuardAnswer, GuardRequest } from "../core/guard/guard-state.ts";
import { type Hold, holdInForce } from "../core/hold.ts";
import { allModels, entities } from "../core/names.ts";
import type { AlertGroupRequest, FoldedAlerts } from "../core/response/alert-group.ts";
import type { MonitoringState } from "../core/response/plan-measurements.ts";
import type { PausedRequest, PausedState } from "../core/response/reduce-paused.ts";
import type { ReviewsAnswer, ReviewsRequest } from "../core/reviews.ts";
import type { Recipe } from "./steps.ts";

/** What each entity is asked and answers. */
interface Questions {
  alertGroup: { request: AlertGroupRequest; answer: FoldedAlerts };
  arrivals: { request: ArrivalsRequest; answer: ArrivalsAnswer };
  guard: { request: GuardRequest; answer: GuardAnswer };
  measurements: { request: { kind: "remember"; state: MonitoringState }; answer: null };
  paused: { request: PausedRequest; answer: PausedState };
  reviews: { request: ReviewsRequest; answer: ReviewsAnswer };
}

/** Name of the operation that answers with an entity's state and changes nothing. */
export const readOperation = "read";

/** Asks the entity with this key, a model id for most, and waits for its answer: requests are served one after the other. */
export function* askEntity<Name extends keyof Questions>(
  context: OrchestrationContext,
  entity: Name,
  key: string,
  request: Questions[Name]["request"],
): Recipe<Questions[Name]["answer"]> {
  const id = new EntityId(entities[entity], key);
  return (yield context.df.callEntity(id, request.kind, request)) as Questions[Name]["answer"];
}

/** The hold that counts for a model now, or null. */
export function* readHold(context: OrchestrationContext, model: string): Recipe<Hold | null> {
  const holdOf = (key: string) =>
    context.df.callEntity(new EntityId(entities.hold, key), readOperation);
  const [own, all] = (yield context.df.Task.all([holdOf(model), holdOf(allModels)])) as [
    Hold | null,
    Hold | null,
  ];
  return holdInForce(own, all);
}
