import { day, hour, type Instant, isoOf, minute } from "../instant.ts";
import type { Objection } from "./find-objection.ts";
import { type AskLeave, defaultLimits, type GuardState, type PastAction } from "./guard-state.ts";

/** The limit that an action would break, or null. What a person approved has none. */
export function findLimit(state: GuardState, ask: AskLeave): Objection | null {
  const { now, limits = defaultLimits, approvedBy = null } = ask;
  if (approvedBy !== null) return null;
  const past = state.actions.filter(({ outcome }) => outcome === "done" || outcome === "failed");
  const within = (milliseconds: Instant) =>
    past.filter(({ endedAt }) => endedAt > now - milliseconds);
  if (within(hour).length >= limits.actionsPerHour) {
    const detail = `${limits.actionsPerHour} actions an hour are allowed, and that many have ended since ${isoOf(now - hour)}.`;
    return { reason: "tooManyActions", detail };
  }
  if (ask.wish.action === "rollback") {
    const rollback = within(limits.rollbackWindowHours * hour).find(isRollback);
    if (rollback === undefined) return null;
    const detail = `A rollback ended at ${isoOf(rollback.endedAt)}; a second one within ${limits.rollbackWindowHours} hours needs a person.`;
    return { reason: "secondRollback", detail };
  }
  if (ask.wish.action !== "retrain" && ask.wish.action !== "improve") return null;
  if (within(day).filter(isTraining).length >= limits.retrainsPerDay) {
    const detail = `${limits.retrainsPerDay} retrains a day are allowed, and that many have ended.`;
    return { reason: "tooManyActions", detail };
  }
  const recent = within(limits.retrainCooldownMinutes * minute).find(isTraining);
  if (recent === undefined) return null;
  const until = isoOf(recent.endedAt + limits.retrainCooldownMinutes * minute);
  return {
    reason: "cooldown",
    detail: `The last retrain ended at ${isoOf(recent.endedAt)}; the next may start at ${until}.`,
  };
}

function isRollback({ action, outcome }: PastAction): boolean {
  return action === "rollback" && outcome === "done";
}

function isTraining({ action }: PastAction): boolean {
  return action === "retrain" || action === "improve";
}
