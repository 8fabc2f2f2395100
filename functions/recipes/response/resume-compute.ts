import { EntityId, type OrchestrationContext } from "durable-functions";
import { entities } from "../../core/names.ts";
import type { PausedItem } from "../../core/response/plan-pause.ts";
import type { PausedState } from "../../core/response/reduce-paused.ts";
import { askEntity, readOperation } from "../ask-entity.ts";
import { record } from "../record.ts";
import { type Recipe, stepsOf } from "../steps.ts";

/**
 * Undoes every pause made for a model, or for `all`: starts exactly what is remembered as paused, and forgets each
 * piece once it was started. What was deleted meanwhile is named in the ledger.
 */
export function* resumeCompute(
  context: OrchestrationContext,
  model: string,
  by: string,
): Recipe<PausedItem[]> {
  const step = stepsOf(context);
  const id = new EntityId(entities.paused, model);
  const paused = (yield context.df.callEntity(id, readOperation)) as PausedState;
  if (paused.length === 0) return [];
  const resumed: PausedItem[] = [];
  const gone: string[] = [];
  for (const item of paused) {
    const { kind } = yield* step.startCompute(item);
    yield* askEntity(context, "paused", model, { kind: "remove", items: [item] });
    if (kind === "done") resumed.push(item);
    else gone.push(`${item.kind} ${item.name} (${item.id}) was deleted meanwhile.`);
  }
  yield* record(context, {
    step: "resume/compute",
    model,
    pattern: "operator",
    kind: "pause",
    inputs: { paused, resumed },
    verdict: "resumed",
    action: "resume",
    autonomy: null,
    reasons: [`${by} resumed ${resumed.length} of ${paused.length}.`, ...gone],
  });
  return resumed;
}
