import { EntityId, type OrchestrationContext } from "durable-functions";
import { minute } from "../../core/instant.ts";
import { entities } from "../../core/names.ts";
import {
  type AlertGroup,
  type AlertGroupState,
  findFiring,
} from "../../core/response/alert-group.ts";
import { readOperation } from "../ask-entity.ts";
import { record, show } from "../record.ts";
import type { Recipe } from "../steps.ts";
import { openIncident } from "../tell.ts";
import { now, sleepUntil } from "../waits.ts";
import { reportStillFiring } from "./response-incidents.ts";
import { groupKey, type Situation } from "./situation.ts";

/** Whether what was done cured the alert. */
export type WatchEnd = { kind: "cleared" } | { kind: "stillFiring" };

/** The situation's group as it is now, while it fires; null once its last alert is resolved. */
export function* readFiring(
  context: OrchestrationContext,
  { model, group }: Pick<Situation, "model" | "group">,
): Recipe<AlertGroup | null> {
  const id = new EntityId(entities.alertGroup, groupKey(model, group.kind));
  const state = (yield context.df.callEntity(id, readOperation)) as AlertGroupState;
  return findFiring(state, group.id);
}

/** Waits, and looks whether the alert has cleared; where it has not, a person must look. */
export function* watchAlert(
  context: OrchestrationContext,
  situation: Situation,
  done: { action: string; minutes: number; undo: string },
): Recipe<WatchEnd> {
  const { action, minutes } = done;
  show(context, `watching the ${action}`);
  yield* sleepUntil(context, now(context) + minutes * minute);
  const firing = yield* readFiring(context, situation);
  const end: WatchEnd = { kind: firing === null ? "cleared" : "stillFiring" };
  const { model, group } = situation;
  yield* record(context, {
    step: `watch/${group.severity}`,
    model,
    pattern: "response",
    kind: "watch",
    inputs: { action, minutes, firing },
    verdict: end.kind,
    action: null,
    autonomy: null,
    reasons: [`${minutes} minutes after the ${action}.`],
  });
  if (end.kind === "stillFiring") {
    yield* openIncident(context, reportStillFiring(situation, done));
  }
  return end;
}
