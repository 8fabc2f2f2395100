import type { OrchestrationContext } from "durable-functions";
import { planIncident } from "../../core/incident.ts";
import { isoOf } from "../../core/instant.ts";
import { record } from "../record.ts";
import type { Recipe } from "../steps.ts";
import { tell } from "../tell.ts";
import { now } from "../waits.ts";
import { cardKeyOf, reportAlert } from "./response-incidents.ts";
import { type Situation, titleOf } from "./situation.ts";

/** Records that a group is over, and tells everybody whom its incident was told to. */
export function* tellRecovery(context: OrchestrationContext, situation: Situation): Recipe<void> {
  const { model, group } = situation;
  const at = now(context);
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
  const closed = planIncident({ ...reportAlert(situation, null), at });
  const closes = cardKeyOf(closed);
  yield* tell(context, model, {
    title: `[recovered] ${model}: ${titleOf(group)}`,
    text: `${what}.\nIncident ${closed.id} is over. Its record says what was done and how to undo it.`,
    severity: "informational",
    key: `${closes}:recovered`,
    closes,
  });
}
