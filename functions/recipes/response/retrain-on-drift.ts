import { EntityId, type OrchestrationContext } from "durable-functions";
import type { GuardState } from "../../core/guard/guard-state.ts";
import { entities, instanceId, orchestrations } from "../../core/names.ts";
import { planRetrain, type RetrainPlan } from "../../core/response/plan-retrain.ts";
import type { ArrivalRequest } from "../arrival.ts";
import { readOperation } from "../ask-entity.ts";
import { planArrival } from "../plan-arrival.ts";
import { record } from "../record.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { now, startAside } from "../waits.ts";
import type { ModelSituation } from "./situation.ts";

/** How a retrain was started. */
export type RetrainEnd =
  /** `champion`: the version in production at that moment; null where there is none. */
  | { kind: "started"; paths: string[]; champion: string | null }
  | { kind: "underWay"; reason: string }
  | { kind: "refused"; reason: string };

/**
 * Hands the newest data to the lifecycle, as if it had just arrived: one lifecycle a model at a time, and its
 * validation tells a broken feed from a changed world. Hold, autonomy and guard are asked there.
 */
export function* retrainOnDrift(
  context: OrchestrationContext,
  situation: ModelSituation,
): Recipe<RetrainEnd> {
  const step = stepsOf(context);
  const { model, definition, group } = situation;
  const id = new EntityId(entities.guard, model);
  const guard = (yield context.df.callEntity(id, readOperation)) as GuardState;
  const plan = planRetrain(guard, context.df.instanceId, now(context));
  const { paths } = yield* step.findNewestData({ input: definition.input });
  const champion = yield* step.readChampion({ registeredModel: definition.registeredModel });
  const end = endOf(plan, { paths, champion }, definition.input.path);
  yield* record(context, {
    step: `retrain/${group.severity}`,
    model,
    pattern: "response",
    kind: "retrain",
    inputs: { plan, paths, champion, group },
    verdict: end.kind,
    action: end.kind === "started" ? "retrain" : null,
    autonomy: null,
    reasons: [end.kind === "started" ? `Newest data: ${paths.join(", ")}` : end.reason],
  });
  if (end.kind === "started") yield* hand(context, situation, end.paths);
  return end;
}

function endOf(
  plan: RetrainPlan,
  found: { paths: string[]; champion: string | null },
  folder: string,
): RetrainEnd {
  if (plan.kind !== "retrain") return plan;
  if (found.paths.length > 0) return { kind: "started", ...found };
  return { kind: "refused", reason: `There is no data in ${folder}.` };
}

/** Files are gathered for a minute, since they come as one burst of events. */
function* hand(
  context: OrchestrationContext,
  { model, definition, group }: ModelSituation,
  paths: readonly string[],
): Recipe<void> {
  const starts = paths.map((path) => {
    const eventId = `${group.id} ${group.severity} ${path}`;
    const input: ArrivalRequest = {
      ...planArrival(model, definition, { eventId, path }),
      gather: { mode: paths.length === 1 ? "atOnce" : "quiet", quietMinutes: 1, maxMinutes: 5 },
    };
    return {
      name: orchestrations.arrival,
      input,
      instanceId: instanceId("arrival", model, eventId),
    };
  });
  yield* startAside(context, starts);
}
