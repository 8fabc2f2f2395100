import { normalQuantile, studentQuantile } from "../quantiles.ts";
import type { Evidence, EvidenceGrade, MetricEvidence } from "./evidence.ts";

/** Evidence that is complete. */
export type CompleteEvidence = Extract<Evidence, { kind: "evidence" }>;

/** How far noise alone can move a metric's gain. */
export interface Spread {
  /** `P` where a band stands in for paired evidence, `Q` where the gain's own error is known. */
  rule: "P" | "Q";
  grade: EvidenceGrade;
  /** Kind of noise that was used: `points` where a better kind turned out to say nothing. */
  noise: MetricEvidence["noise"]["kind"];
  /** The gain, in the metric's unit, positive where the candidate is better. */
  gain: number;
  /** Standard error, or what stands in for it. */
  error: number;
  /** Multiple of `error` that makes a one-sided band at a confidence. */
  times: (confidence: number) => number;
}

const attended = 0.95;
/** Errors of two models of one recipe go together: one unpaired error is about a paired 95 % band. */
const sameRecipeTimes = 1;

/** The spread of one metric's gain; `sign` is 1 where higher is better and -1 where lower is. */
export function spreadOf(
  metric: MetricEvidence & { champion: number },
  sign: 1 | -1,
  { sampleSize, recipe }: Pick<CompleteEvidence, "sampleSize" | "recipe">,
): Spread {
  const gain = sign * (metric.candidate - metric.champion);
  const paired = { rule: "Q", grade: "strong", times: normalQuantile, gain } as const;
  const unpairedTimes = (confidence: number) =>
    (recipe === "same" ? sameRecipeTimes / normalQuantile(attended) : 1) *
    normalQuantile(confidence);
  const unpaired = { rule: "P", grade: "fair", times: unpairedTimes, gain } as const;
  const { candidate, champion, noise } = metric;
  switch (noise.kind) {
    case "rows":
      return { ...paired, noise: noise.kind, error: noise.gainSe };
    case "folds":
      return spreadOfFolds(noise.gains);
    case "disagreement": {
      // McNemar: the exact band, so the recipe does not matter.
      const error = Math.sqrt(Math.max(0, noise.share - gain ** 2) / sampleSize);
      return { ...paired, rule: "P", noise: noise.kind, error };
    }
    case "proportion": {
      const variance = candidate * (1 - candidate) + champion * (1 - champion);
      return { ...unpaired, noise: noise.kind, error: Math.sqrt(variance / sampleSize) };
    }
    case "auc": {
      const error = Math.hypot(aucError(candidate, noise), aucError(champion, noise));
      return { ...unpaired, noise: noise.kind, error };
    }
    case "pastScores": {
      const error = Math.SQRT2 * 1.4826 * deviationOf(noise.scores);
      return error > 0 ? { ...unpaired, noise: noise.kind, error } : spreadOfPoints(metric, gain);
    }
    case "points":
      return spreadOfPoints(metric, gain);
  }
}

/** Nadeau and Bengio, Inference for the Generalization Error (2003): folds share training rows, so their variance is corrected. */
function spreadOfFolds(gains: readonly number[]): Spread {
  const count = gains.length;
  const gain = gains.reduce((sum, value) => sum + value, 0) / count;
  const variance = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0) / (count - 1);
  const testToTrain = 1 / (count - 1);
  return {
    rule: "Q",
    grade: "strong",
    noise: "folds",
    gain,
    error: Math.sqrt(variance * (1 / count + testToTrain)),
    times: (confidence) => studentQuantile(confidence, count - 1),
  };
}

/** A convention, not a measurement: 1 % of the champion, and at least 0.005 of what looks like a share. */
function spreadOfPoints(
  { candidate, champion }: { candidate: number; champion: number },
  gain: number,
): Spread {
  const isShare = [candidate, champion].every((value) => value >= 0 && value <= 1);
  const error = Math.max(0.01 * Math.abs(champion), isShare ? 0.005 : 0);
  const times = (confidence: number) => normalQuantile(confidence) / normalQuantile(attended);
  return { rule: "P", grade: "weak", noise: "points", gain, error, times };
}

/** Hanley and McNeil (1982), standard error of an area under the ROC curve. */
function aucError(
  area: number,
  { positives, negatives }: { positives: number; negatives: number },
) {
  const twoPositives = area / (2 - area);
  const twoNegatives = (2 * area ** 2) / (1 + area);
  const variance =
    (area * (1 - area) +
      (positives - 1) * (twoPositives - area ** 2) +
      (negatives - 1) * (twoNegatives - area ** 2)) /
    (positives * negatives);
  return Math.sqrt(Math.max(0, variance));
}

/** Median absolute deviation from the median. */
function deviationOf(values: readonly number[]): number {
  const centre = medianOf(values);
  return medianOf(values.map((value) => Math.abs(value - centre)));
}

/** Median of at least one number. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? Number.NaN) + upper) / 2 : upper;
}
