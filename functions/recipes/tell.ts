import type { OrchestrationContext } from "durable-functions";
import {
  describeIncident,
  type IncidentCard,
  type IncidentReport,
  planIncident,
} from "../core/incident.ts";
import { day } from "../core/instant.ts";
import { allModels, notificationId, orchestrations } from "../core/names.ts";
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
    instanceId: notificationId(model, card.key, notifier),
  }));
  yield* startAside(context, starts);
}

/** Each round lasts some twenty-five minutes: together a card is tried for four hours. */
const mostRounds = 10;

/**
 * Started for each card and notifier. Promises to try for four hours, and to say after the first round that the
 * notifier is silent. One that stays so fails this orchestration alone; the record is elsewhere and loses nothing.
 */
export function* notification(context: OrchestrationContext): Recipe<{ kind: "told" | "gone" }> {
  const step = stepsOf(context);
  const { notifier, card } = context.df.getInput<{ notifier: string; card: IncidentCard }>();
  for (let round = 1; ; round++) {
    try {
      return yield* step.notify({ notifier, card });
    } catch (error) {
      if (round === mostRounds) throw error;
      if (round === 1) yield* openIncident(context, reportSilence(context, notifier, card, error));
    }
  }
}

/** A notifier that does not answer, told once a day through all of them: those that answer pass it on. */
function reportSilence(
  context: OrchestrationContext,
  notifier: string,
  card: IncidentCard,
  error: unknown,
): Omit<IncidentReport, "at"> {
  return {
    key: `notifier ${notifier} ${Math.floor(now(context) / day)}`,
    model: allModels,
    owner: "whoever runs Nightshift",
    severity: "warning",
    what: `The notifier ${notifier} does not answer`,
    numbers: [
      { name: "error", value: error instanceof Error ? error.message : String(error) },
      { name: "first card it missed", value: card.title },
    ],
    done: "Keeps trying for four hours. Every incident is on record, whoever was told.",
    undo: "Nothing to undo: nothing was changed.",
    ifIgnored: "Whoever is told through it alone is told nothing.",
  };
}
