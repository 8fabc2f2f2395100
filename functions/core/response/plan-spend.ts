import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { day, hour, type Instant, minute } from "../instant.ts";
import { measurementRecord, queues } from "../names.ts";
import type { Measurement } from "./measurement.ts";

/** One run as spend and failures are measured by it. */
export interface PastRun {
  /** Termination code; null while it goes on. */
  code: string | null;
  startedAt: Instant | null;
  endedAt: Instant | null;
}

/** Minutes that a failed run of a pipeline is alerted about: two looks see it. */
const failureMinutes = 10;

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

/** A record for each pipeline whose last run has just failed: twice the limit, since one failure is too many. */
export function planFailures(
  model: string,
  pipelines: readonly { name: string; runs: readonly PastRun[] }[],
  now: Instant,
): Measurement[] {
  return pipelines.flatMap(({ name, runs }) => {
    const last = runs.find(({ code }) => code !== null);
    const since = last?.endedAt ?? null;
    const isFresh = since !== null && since > now - failureMinutes * minute;
    if (last === undefined || last.code === "SUCCESS" || !isFresh) return [];
    const about = { record: measurementRecord, model, version: "", feature: name } as const;
    return [{ ...about, kind: queues.pipelineFailure, value: 2, limit: 1 }];
  });
}
