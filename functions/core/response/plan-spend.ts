import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { day, hour, type Instant } from "../instant.ts";
import { measurementRecord, queues } from "../names.ts";
import type { Measurement } from "./measurement.ts";
import { pickLastEnded } from "./pick-failed-run.ts";

/** One run as spend and failures are measured by it. */
export interface PastRun {
  /** Termination code; null while it goes on. */
  code: string | null;
  startedAt: Instant | null;
  endedAt: Instant | null;
}

/**
 * What the model's runs of the last 24 hours cost while they ran, at the declared price: minutes old, and not the
 * bill, which comes a day later. Nothing where no limit or no price is declared.
 */
export function planSpend(
  model: string,
  runs: readonly PastRun[],
  { monitoring, training }: Pick<ModelDefinition, "monitoring" | "training">,
  now: Instant,
): Measurement[] {
  const { dollarsPerDay: limit } = monitoring;
  if (limit === undefined || training.dollarsPerHour === 0) return [];
  const ran = runs.reduce((total, { startedAt, endedAt }) => {
    if (startedAt === null) return total;
    return total + Math.max(0, (endedAt ?? now) - Math.max(startedAt, now - day));
  }, 0);
  const value = (ran / hour) * training.dollarsPerHour;
  const about = { record: measurementRecord, model, version: "", feature: "" } as const;
  return [{ ...about, kind: queues.budget, value, limit }];
}

/**
 * A record for each pipeline that has ended once: twice the limit while the run that ended last failed, since one
 * failure is too many, and 0 from its next success on. A failure has no age at which it is over.
 */
export function planFailures(
  model: string,
  pipelines: readonly { name: string; runs: readonly PastRun[] }[],
): Measurement[] {
  return pipelines.flatMap(({ name, runs }) => {
    const last = pickLastEnded(runs);
    if (last === null) return [];
    const about = { record: measurementRecord, model, version: "", feature: name } as const;
    const value = last.code === "SUCCESS" ? 0 : 2;
    return [{ ...about, kind: queues.pipelineFailure, value, limit: 1 }];
  });
}
