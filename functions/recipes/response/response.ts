// Started by each message of a kind's queue: alerts of one kind about one model that came together.
// Promises one response to each group of alerts, and for every single alert a recorded fate.
// Survives a crash anywhere: the group entity answers each alert once, every effect has a key and acts once.
import type { OrchestrationContext } from "durable-functions";
import type { Alert } from "../../core/response/alert.ts";
import type { AlertFate, FoldedAlerts } from "../../core/response/alert-group.ts";
import type { RoutedAlerts } from "../../core/response/plan-routes.ts";
import { askEntity } from "../ask-entity.ts";
import { record, show } from "../record.ts";
import { releaseLeave } from "../release-leave.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { openIncident } from "../tell.ts";
import { now } from "../waits.ts";
import { type ResponseEnd, respondTo } from "./respond-to.ts";
import { reportFailedResponse } from "./response-incidents.ts";
import { groupKey } from "./situation.ts";
import { tellRecovery } from "./tell-recovery.ts";

/** What became of a message of alerts. */
export interface Answered {
  fates: Partial<Record<AlertFate, number>>;
  end: ResponseEnd | { kind: "folded" };
}

/** Folds alerts into their group, and responds where the group has no response yet. */
export function* response(context: OrchestrationContext): Recipe<Answered> {
  const message = context.df.getInput<RoutedAlerts>();
  const { model } = message;
  const kind = message.alerts[0]?.kind ?? "nothing";
  const { instanceId: instance } = context.df;
  try {
    return yield* answer(context, message, kind);
  } catch (error) {
    yield* releaseLeave(context, model, "failed");
    yield* askEntity(context, "alertGroup", groupKey(model, kind), { kind: "abandon", instance });
    yield* openIncident(context, reportFailedResponse({ instance, model, kind }, error));
    throw error;
  }
}

function* answer(
  context: OrchestrationContext,
  message: RoutedAlerts,
  kind: string,
): Recipe<Answered> {
  const step = stepsOf(context);
  show(context, "grouping");
  const { model, alerts } = message;
  const subject = yield* step.readSubject({ model, kind });
  const { instanceId: instance } = context.df;
  const folded = yield* askEntity(context, "alertGroup", groupKey(model, kind), {
    kind: "fold",
    alerts,
    instance,
    champion: subject.champion,
    now: now(context),
  });
  const fates = countFates(folded);
  if (isNotable(folded)) yield* recordFates(context, model, kind, alerts, folded);
  for (const group of folded.recovered) {
    yield* tellRecovery(context, { ...subject, instance, group });
  }
  let end: Answered["end"] = { kind: "folded" };
  for (const group of folded.respond) {
    end = yield* respondTo(context, { ...subject, instance, group });
  }
  return { fates, end };
}

function countFates({ fates }: FoldedAlerts): Answered["fates"] {
  const counts: Answered["fates"] = {};
  for (const { fate } of fates) counts[fate] = (counts[fate] ?? 0) + 1;
  return counts;
}

/** What was only folded is counted in its group; all else stands in the ledger. */
function isNotable({ fates }: FoldedAlerts): boolean {
  return fates.some(({ fate }) => fate !== "folded" && fate !== "duplicate");
}

function* recordFates(
  context: OrchestrationContext,
  model: string,
  kind: string,
  alerts: readonly Alert[],
  folded: FoldedAlerts,
): Recipe<void> {
  const fates = Object.entries(countFates(folded)).map(([fate, count]) => `${count} ${fate}`);
  yield* record(context, {
    step: "alerts",
    model,
    pattern: "response",
    kind: "alerts",
    inputs: { alerts, fates: folded.fates },
    verdict:
      folded.respond.at(-1)?.severity ?? (folded.recovered.length > 0 ? "recovered" : "noted"),
    action: null,
    autonomy: null,
    reasons: [`${kind}: ${fates.join(", ")}`],
  });
}
