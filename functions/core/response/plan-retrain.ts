import { findLimit } from "../guard/find-limit.ts";
import type { Objection } from "../guard/find-objection.ts";
import {
  type AskLeave,
  defaultLimits,
  type Grant,
  type GuardLimits,
  type GuardState,
} from "../guard/guard-state.ts";
import type { Instant } from "../instant.ts";

/** Limits of what alerts may start: retrains are dear, and a drift that four a day do not cure needs a person. */
const responseLimits: GuardLimits = {
  ...defaultLimits,
  retrainsPerDay: 4,
  retrainCooldownMinutes: 120,
};

/** Whether an alert may start a retrain. */
export type RetrainPlan =
  | { kind: "retrain" }
  /** One runs already: whatever it learns answers this alert too. */
  | { kind: "underWay"; reason: string }
  | { kind: "refused"; reason: string };

/** Plans a retrain by what the guard remembers; the lifecycle itself asks for leave once its data was validated. */
export function planRetrain(guard: GuardState, instance: string, now: Instant): RetrainPlan {
  const { grant } = guard;
  if (grant !== null && now < grant.expiresAt && isTraining(grant)) {
    return { kind: "underWay", reason: `${grant.instance} has leave to ${grant.action}.` };
  }
  const ask: AskLeave = {
    kind: "ask",
    wish: { action: "retrain" },
    instance,
    seen: guard.champion,
    now,
  };
  const limit = findLimit(guard, { ...ask, limits: responseLimits });
  if (limit === null) return { kind: "retrain" };
  const isOurs = findLimit(guard, ask) === null;
  return { kind: "refused", reason: `${limit.detail} ${mendOf(limit, isOurs)}` };
}

/** Short, since a card cuts its lines. `isOurs`: only alerts have this limit, new files do not. */
function mendOf({ reason }: Objection, isOurs: boolean): string {
  if (!isOurs) return "Wait, or see what acts so often: nightshift explain.";
  if (reason === "cooldown") return "A new file is trained on regardless.";
  return "Those of new files count; a new file is trained on regardless.";
}

function isTraining({ action }: Pick<Grant, "action">): boolean {
  return action === "retrain" || action === "improve";
}
