import type { Catalogue, ModelDefinition } from "../catalogue/model-definition.ts";
import { hour, type Instant, minute } from "../instant.ts";
import { orchestrations } from "../names.ts";

/** One orchestration that has not ended, as its status tells it. */
export interface RunningInstance {
  instanceId: string;
  name: string;
  /** As the durable client tells it: `Running`, `Pending` or `Suspended`. */
  status: string;
  /** When it last did anything. */
  updatedAt: Instant;
}

/** An orchestration that did nothing for longer than its own limit. */
export interface StuckInstance extends RunningInstance {
  /** Model id; `all` where its id names no model of the catalogue. */
  model: string;
  silentMinutes: number;
  limitMinutes: number;
}

/** An outage that is waited out: what is retried for hours is not stuck. */
const outage = 6 * hour;
/** A retrain is watched for a day after it was started. */
const longestWatch = 24 * hour;

/** Those of the running orchestrations that are stuck, the longest silence first. */
export function findStuck(
  running: readonly RunningInstance[],
  catalogue: Catalogue,
  now: Instant,
): StuckInstance[] {
  return running
    .map((instance) => {
      const named = instance.instanceId.split(":")[1] ?? "";
      const definition = Object.hasOwn(catalogue, named) ? catalogue[named] : undefined;
      return {
        ...instance,
        model: definition === undefined ? "all" : named,
        silentMinutes: Math.floor((now - instance.updatedAt) / minute),
        limitMinutes: Math.ceil(limitOf(instance.name, definition) / minute),
      };
    })
    .filter(({ silentMinutes, limitMinutes }) => silentMinutes > limitMinutes)
    .sort((left, right) => right.silentMinutes - left.silentMinutes);
}

/** How long an orchestration may do nothing: as long as what it may wait for lasts, and an outage on top. */
function limitOf(name: string, definition: ModelDefinition | undefined): number {
  const { training, review, improvement } = definition ?? {};
  const runs = (training?.maxAttempts ?? 1) * (training?.maxRunMinutes ?? 0) * minute;
  const asked = (review?.hours ?? 0) * hour;
  // A lifecycle is silent while its improvement is at work, and so is the arrival that leads it.
  const improving =
    improvement?.enabled === true
      ? improvement.maxHours * hour + (improvement.maxIterations + 1) * asked
      : 0;
  switch (name) {
    case orchestrations.lifecycle:
      return Math.max(runs, asked, improving) + outage;
    case orchestrations.improvement:
      return Math.max(runs, asked) + outage;
    case orchestrations.arrival:
      return runs + 2 * asked + improving + 2 * outage;
    case orchestrations.response:
      return Math.max(asked, longestWatch) + outage;
    default:
      return outage;
  }
}
