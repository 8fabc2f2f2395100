import type { OrchestrationContext } from "durable-functions";
import { planIncident } from "../../core/incident.ts";
import { isoOf } from "../../core/instant.ts";
import { record } from "../record.ts";
import type { Recipe } from "../steps.ts";
import { tell } from "../tell.ts";
import { now } from "../waits.ts";
import { afterKey, cardKeyOf, heldKey, reportAlert } from "./response-incidents.ts";
import { type Situation, titleOf } from "./situation.ts";

/** Keys of all incidents that a group may have opened: of each severity and part, under a hold, and after what was done. */
function incidentsOf({ incidents }: Situation["group"]): string[] {
  return incidents.flatMap((key) => [
    key,
    heldKey(key),
    ...["rollback", "retrain"].map((action) => afterKey(key, action)),
  ]);
}

/** Records that a group is over, and tells everybody whom its incident was told to. */
export function* tellRecovery(context: OrchestrationContext, situation: Situation): Recipe<void> {
  const { model, group } = situation;
  const at = now(context);
  const report = reportAlert(situation, null);
  const what = `${titleOf(group)} is over after ${group.count} alert(s)`;
  yield* record(context, {
    step: `recovery/${group.id}`,
    model,
    pattern: "response",
    kind: "recovery",
    inputs: { group },
    verdict: "recovered",
    action: null,
    autonomy: null,
    reasons: [`${what}, since ${isoOf(group.openedAt)}.`],
  });
  const ids = incidentsOf(group).map((key) => planIncident({ ...report, key, at }).id);
  const opened = group.incidents.map((key) => planIncident({ ...report, key, at }).id);
  yield* tell(context, model, {
    title: `[recovered] ${model}: ${titleOf(group)}`,
    text: `${what}.\nOver: incident ${opened.join(", ")}. Each record says what was done and how to undo it.`,
    severity: "informational",
    key: `nightshift:${model}:${group.id}:recovered`,
    closes: ids.map((id) => cardKeyOf({ model, id })),
  });
}
