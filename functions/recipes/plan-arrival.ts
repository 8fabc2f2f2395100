import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import type { ArrivalRequest } from "./arrival.ts";

/** Minutes beyond runs and reviews: an outage that is waited out, a slow queue. */
const spareMinutes = 12 * 60;

/** The request that a new file of a model starts an arrival with. */
export function planArrival(
  model: string,
  { input, training, review, improvement }: ModelDefinition,
  file: { eventId: string; path: string },
): ArrivalRequest {
  const runMinutes = training.maxAttempts * training.maxRunMinutes;
  // One before training, one before promotion; an improvement may ask before each iteration and before its promotion.
  const reviews = 2 + (improvement.enabled ? improvement.maxIterations + 1 : 0);
  const reviewMinutes = reviews * review.hours * 60;
  const improvementMinutes = improvement.enabled ? improvement.maxHours * 60 : 0;
  return {
    model,
    gather: input.gather,
    maxMinutes: runMinutes + reviewMinutes + improvementMinutes + spareMinutes,
    event: { kind: "file", ...file },
  };
}
