import type { MetricDefinition, ModelDefinition } from "../catalogue/model-definition.ts";
import type { Verdict } from "../lifecycle/verdict.ts";
import type { Plan, Settings, Target } from "./plan.ts";

/** What a training run says about itself beside its evidence; null and empty where it says nothing. */
export interface TrainingFacts {
  settings: Settings;
  /** Rows trained on. */
  trainingRows: number | null;
  /** Metrics on the training rows. */
  training: Readonly<Record<string, number>>;
  /** Population stability index of features of the arrival against what the champion knows. */
  drift: Readonly<Record<string, number>>;
}

/** One thing that was tried, and what came of it. Trial 0 is the plain retrain that was rejected. */
export interface Trial {
  iteration: number;
  /** Null for the plain retrain. */
  plan: Plan | null;
  /** Digest of what was tried. */
  digest: string;
  facts: TrainingFacts;
  /** Minutes that its runs took, waits included. */
  minutes: number;
  result: { kind: "judged"; verdict: Verdict } | { kind: "failed"; reason: string };
}

/** All that is known when the next plan is made. */
export interface Situation {
  metrics: ModelDefinition["metrics"];
  space: ModelDefinition["improvement"];
  /** Oldest first; the first is the plain retrain. */
  trials: readonly [Trial, ...Trial[]];
  /** Rows that the champion was trained on; null where unknown. */
  championRows: number | null;
  /** Recent alerts about the model, as they came: untrusted text. */
  alerts: readonly string[];
  /** Parts that the last critique wants changed. */
  advice: readonly Target[];
}

/** Difference of a trial to another in each metric, in the good direction and in units of noise; empty where one failed. */
export function progressOf(
  trial: Trial,
  since: Trial,
  metrics: Situation["metrics"],
): Record<string, number> {
  const [after, before] = [valuesOf(trial), valuesOf(since)];
  return Object.fromEntries(
    Object.entries(metrics).flatMap(([name, metric]) => {
      const [now, then] = [after[name], before[name]];
      if (now === undefined || then === undefined) return [];
      const sign = metric.better === "higher" ? 1 : -1;
      return [[name, (sign * (now.candidate - then.candidate)) / (then.band || now.band || 1)]];
    }),
  );
}

/** A loss of a guardrail counts from one noise band on, and half: the gate refuses it anyway. Chosen; measured by `bench improvement`. */
const guardrailWeight = 0.5;

/** How much better a trial is than another: gains of targets, less losses of guardrails; null where one failed. */
export function scoreOf(trial: Trial, since: Trial, metrics: Situation["metrics"]): number | null {
  const progress = Object.entries(progressOf(trial, since, metrics));
  if (progress.length === 0) return null;
  return progress.reduce((sum, [name, gain]) => {
    const counted =
      metrics[name]?.role === "target" ? gain : Math.min(0, gain + 1) * guardrailWeight;
    return sum + counted;
  }, 0);
}

/** The best trial so far; the plain retrain where nothing was better. */
export function bestTrial(trials: Situation["trials"], metrics: Situation["metrics"]): Trial {
  const [plain] = trials;
  return trials.reduce<Trial>((best, trial) => {
    const score = scoreOf(trial, plain, metrics);
    const known = scoreOf(best, plain, metrics);
    return score !== null && (known === null || score > known) ? trial : best;
  }, plain);
}

/** Metrics that must improve, by name. */
export function targetsOf(metrics: Situation["metrics"]): [string, MetricDefinition][] {
  return Object.entries(metrics).filter(([, { role }]) => role === "target");
}

function valuesOf({ result }: Trial): Record<string, { candidate: number; band: number }> {
  if (result.kind === "failed") return {};
  return Object.fromEntries(
    result.verdict.comparison.map(({ metric, candidate, band }) => [
      metric,
      // Without a champion there is no noise to measure by: one hundredth of the value stands for it. Chosen.
      { candidate, band: band ?? Math.abs(candidate) / 100 },
    ]),
  );
}
