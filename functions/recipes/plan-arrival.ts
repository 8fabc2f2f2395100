import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import type { ArrivalRequest } from "./arrival.ts";

/** Minutes beyond runs and reviews: an outage that is waited out, a slow queue. */
const spareMinutes = 12 * 60;

/** The request that a new file of a model starts an arrival with. */
export function planArrival(
  model: string,
  { input, training, review }: ModelDefinition,
  file: { eventId: string; path: string },
): ArrivalRequest {
  const runMinutes = training.maxAttempts * training.maxRunMinutes;
  const reviewMinutes = 2 * review.hours * 60; // one before training, one before promotion
  return {
    model,
    gather: input.gather,
    maxMinutes: runMinutes + reviewMinutes + spareMinutes,
    event: { kind: "file", ...file },
  };
}
