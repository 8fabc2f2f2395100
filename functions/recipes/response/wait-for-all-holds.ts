import { EntityId, type OrchestrationContext } from "durable-functions";
import type { Hold } from "../../core/hold.ts";
import { entities } from "../../core/names.ts";
import { readOperation } from "../ask-entity.ts";
import { record, show } from "../record.ts";
import type { Recipe } from "../steps.ts";
import { openIncident } from "../tell.ts";
import { liftedOrLater } from "../waits.ts";
import { reportHeld } from "./response-incidents.ts";
import type { Situation } from "./situation.ts";
import { readFiring } from "./watch-alert.ts";

/**
 * Waits until none of these models is on hold, and answers whether the alert still fires and is still this response's
 * to answer: whoever holds is told what waits, and an alert of hours ago must not act by itself on what it finds then.
 */
export function* waitForAllHolds(
  context: OrchestrationContext,
  situation: Situation,
  models: readonly string[],
): Recipe<"free" | "cleared"> {
  for (let looks = 0; ; looks++) {
    const found = yield* findHold(context, models);
    if (found === null && looks === 0) return "free";
    if (found === null) {
      const firing = yield* readFiring(context, situation);
      return firing?.responder === situation.instance ? "free" : "cleared";
    }
    show(context, "held");
    if (looks === 0) yield* tellHeld(context, situation, found);
    yield* liftedOrLater(context);
  }
}

interface FoundHold {
  model: string;
  hold: Hold;
}

function* findHold(
  context: OrchestrationContext,
  models: readonly string[],
): Recipe<FoundHold | null> {
  const reads = models.map((model) =>
    context.df.callEntity(new EntityId(entities.hold, model), readOperation),
  );
  const holds = (yield context.df.Task.all(reads)) as (Hold | null)[];
  const found = models.flatMap((model, at) => {
    const hold = holds[at] ?? null;
    return hold === null ? [] : [{ model, hold }];
  });
  return found[0] ?? null;
}

function* tellHeld(
  context: OrchestrationContext,
  situation: Situation,
  { model, hold }: FoundHold,
): Recipe<void> {
  const reason = `${model} is held: ${hold.reason}`;
  yield* record(context, {
    step: `pause/${situation.group.severity}/held by ${model} since ${hold.since}`,
    model: situation.model,
    pattern: "response",
    kind: "permission",
    inputs: { model, hold },
    verdict: "withheld",
    action: "pause",
    autonomy: "held",
    reasons: [`${hold.by}: ${reason}`],
  });
  yield* openIncident(context, reportHeld(situation, "pause", { ...hold, reason }));
}
