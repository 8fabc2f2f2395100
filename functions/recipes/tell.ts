import type { OrchestrationContext } from "durable-functions";
import {
  describeIncident,
  type IncidentCard,
  type IncidentReport,
  planIncident,
} from "../core/incident.ts";
import { instanceId, orchestrations } from "../core/names.ts";
import { type Recipe, stepsOf } from "./steps.ts";
import { now, startAside } from "./waits.ts";

/** Records an incident first, and only then tells people about it; one that was opened before is told no more. */
export function* openIncident(
  context: OrchestrationContext,
  report: Omit<IncidentReport, "at">,
): Recipe<void> {
  const step = stepsOf(context);
  const incident = planIncident({ ...report, at: now(context) });
  const { kind } = yield* step.recordIncident(incident);
  if (kind === "created") yield* tell(context, incident.model, describeIncident(incident));
}

/** Shows a card to everybody: each notifier has its own orchestration, so a dead one holds up nothing. */
export function* tell(
  context: OrchestrationContext,
  model: string,
  card: IncidentCard,
): Recipe<void> {
  const step = stepsOf(context);
  const notifiers = yield* step.listNotifiers({});
  const starts = notifiers.map((notifier) => ({
    name: orchestrations.notification,
    input: { notifier, card },
    instanceId: instanceId("notification", model, `${card.key}\n${notifier}`),
  }));
  yield* startAside(context, starts);
}

/**
 * Started for each card and notifier. Promises to try for four hours.
 * A notifier that stays dead fails this orchestration alone; the record is elsewhere and loses nothing.
 */
export function* notification(context: OrchestrationContext): Recipe<{ kind: "told" | "gone" }> {
  const step = stepsOf(context);
  return yield* step.notify(context.df.getInput<{ notifier: string; card: IncidentCard }>());
}
