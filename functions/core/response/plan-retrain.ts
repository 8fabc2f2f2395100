import { findLimit } from "../guard/find-limit.ts";
import { defaultLimits, type GuardLimits, type GuardState } from "../guard/guard-state.ts";
import type { Instant } from "../instant.ts";

/** Limits of what alerts may start: retrains are dear, and a drift that four a day do not cure needs a person. */
const responseLimits: GuardLimits = {
  ...defaultLimits,
  retrainsPerDay: 4,
  retrainCooldownMinutes: 120,
};

/** Whether an alert may start a retrain. */
export type RetrainPlan = { kind: "retrain" } | { kind: "refused"; reason: string };

/** Plans a retrain by what the guard remembers; the lifecycle itself asks for leave once its data was validated. */
export function planRetrain(guard: GuardState, instance: string, now: Instant): RetrainPlan {
  const limit = findLimit(guard, {
    kind: "ask",
    wish: { action: "retrain" },
    instance,
    seen: guard.champion,
    limits: responseLimits,
    now,
  });
  return limit === null ? { kind: "retrain" } : { kind: "refused", reason: limit.detail };
}
