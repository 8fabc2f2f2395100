import { findLimit } from "../guard/find-limit.ts";
import { findObjection } from "../guard/find-objection.ts";
import { adoptChampion } from "../guard/guard-memory.ts";
import type { AskLeave, GuardLimits, GuardState, RefusalReason } from "../guard/guard-state.ts";
import type { Instant } from "../instant.ts";

/** All that a rollback is decided from. */
export interface RollbackRequest {
  instance: string;
  /** Version that the alert is about; null where it tells none. */
  alertVersion: string | null;
  /** Champion that the registry shows now; null where there is none. */
  champion: string | null;
  guard: GuardState;
  /** State of the recorded predecessor in the registry; null where it is gone. */
  predecessorStatus: string | null;
  /** Error of both versions on the window that raised the alert, lower is better; null where not known. */
  badWindow: { champion: number; predecessor: number } | null;
  /** @default defaultLimits of the guard */
  limits?: GuardLimits;
  now: Instant;
}

/** What to do about a degraded champion. */
export type RollbackPlan =
  | { kind: "rollback"; from: string; to: string }
  /** It may be done, but only a person may say so. */
  | { kind: "ask"; from: string; to: string; reason: string }
  /** There is nothing to do: the version is not in production. */
  | { kind: "none"; reason: string }
  /** It cannot be done, or would not help: a person must look. */
  | { kind: "refused"; reason: string };

/**
 * Plans a rollback by the guard's own rules and by what the guard cannot know:
 * only from the version that the alert is about, only to the recorded predecessor, only if that is READY and was better.
 */
export function planRollback(request: RollbackRequest): RollbackPlan {
  const { alertVersion, champion: from, instance, limits, now } = request;
  if (from === null) return { kind: "none", reason: "The model has no champion." };
  const guard = adoptChampion(request.guard, from, now);
  const wish = { action: "rollback" as const, from: alertVersion ?? from };
  const ask: AskLeave = { kind: "ask", wish, instance, seen: from, limits, now };
  const objection = findObjection(guard, ask) ?? findLimit(guard, ask);
  const to = guard.predecessors[0]?.version;
  if (objection?.reason === "otherVersion") return { kind: "none", reason: objection.detail };
  if (to === undefined) {
    return { kind: "refused", reason: objection?.detail ?? "No predecessor is recorded." };
  }
  const obstacle = findObstacle(to, request);
  if (obstacle !== null) return { kind: "refused", reason: obstacle };
  if (objection !== null) {
    return isForPerson(objection.reason)
      ? { kind: "ask", from, to, reason: objection.detail }
      : { kind: "refused", reason: objection.detail };
  }
  if (alertVersion === null) {
    return { kind: "ask", from, to, reason: "The alert does not tell which version it is about." };
  }
  return { kind: "rollback", from, to };
}

/** A person may allow a second rollback, or one to a version that somebody else replaced. */
function isForPerson(reason: RefusalReason): boolean {
  return ["noPredecessor", "secondRollback", "cooldown", "tooManyActions"].includes(reason);
}

function findObstacle(version: string, { predecessorStatus, badWindow }: RollbackRequest) {
  if (predecessorStatus !== "READY") {
    return `Version ${version} is ${predecessorStatus ?? "gone"} in the registry; it must be READY.`;
  }
  if (badWindow !== null && !(badWindow.predecessor < badWindow.champion)) {
    return `Version ${version} is no better on the bad window: error ${badWindow.predecessor} against ${badWindow.champion}.`;
  }
  return null;
}
