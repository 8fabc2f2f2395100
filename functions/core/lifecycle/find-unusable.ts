import type { ModelDefinition } from "../catalogue/model-definition.ts";
import type { MetricEvidence, MissingEvidence, Noise } from "./evidence.ts";
import type { CompleteEvidence } from "./spread.ts";
import type { MetricComparison } from "./verdict.ts";

/** What a verdict would need and evidence does not hold, however it was made: the last fence before a promotion. */
export function findUnusable(
  evidence: CompleteEvidence,
  definition: ModelDefinition,
): MissingEvidence[] {
  const names = Object.keys(definition.metrics);
  const metrics = evidence.metrics.filter(({ metric }) => names.includes(metric));
  const slices = new Set(metrics.flatMap((metric) => metric.slices.map(({ name }) => name)));
  const critical = evidence.championVersion === null ? [] : definition.gate.criticalSlices;
  const absent = [
    ...names.filter((name) => !metrics.some(({ metric }) => metric === name)),
    ...critical.filter((name) => !slices.has(name)).map((name) => `slice.${name}`),
    ...(Object.values(definition.metrics).some(({ role }) => role === "target") ? [] : ["target"]),
    ...(evidence.championVersion === null
      ? []
      : metrics
          .filter(({ champion }) => champion === null)
          .map(({ metric }) => `champion.${metric}`)),
  ];
  return [
    ...absent.map((what) => missing(what, "absent", `The evidence holds no ${what}.`)),
    ...(isPositive(evidence.sampleSize) ? [] : [notFinite("sample_size", evidence.sampleSize)]),
    ...metrics.flatMap(findNotFinite),
  ];
}

/** Comparisons that overflow: numbers so large, though finite, that no band can be made of them. */
export function findOverflow(comparison: readonly MetricComparison[]): MissingEvidence[] {
  return comparison.flatMap(({ metric, gain, band, unattendedBand, margin, slices }) =>
    [
      gain,
      band,
      unattendedBand,
      margin,
      ...slices.flatMap((slice) => [slice.gain, slice.band, slice.margin]),
    ]
      .filter((value) => value !== null && !Number.isFinite(value))
      .slice(0, 1)
      .map((value) =>
        missing(metric, "outOfRange", `${metric} compares to ${value}: its values are too large.`),
      ),
  );
}

function findNotFinite(evidence: MetricEvidence): MissingEvidence[] {
  const { metric, candidate, champion, noise, slices } = evidence;
  const numbers = [
    { what: metric, value: candidate },
    { what: `champion.${metric}`, value: champion ?? 0 },
    ...numbersOf(noise).map((value) => ({ what: `${metric} noise`, value })),
    ...slices.flatMap((slice) =>
      [slice.candidate, slice.champion].map((value) => ({
        what: `${metric}.slice.${slice.name}`,
        value,
      })),
    ),
  ];
  const wrong = numbers.filter(({ value }) => !Number.isFinite(value));
  const negative = numbersOf(noise).filter(
    (value) => value < 0 && noise.kind !== "folds" && noise.kind !== "pastScores",
  );
  const emptySlices = slices.filter(({ rows }) => !(rows >= 0 && Number.isFinite(rows)));
  return [
    ...wrong.map(({ what, value }) => notFinite(what, value)),
    ...negative.map((value) =>
      missing(`${metric} noise`, "outOfRange", `${metric}: noise of ${value} is negative.`),
    ),
    ...emptySlices.map(({ name, rows }) => notFinite(`sample_size.slice.${name}`, rows)),
  ];
}

function numbersOf(noise: Noise): readonly number[] {
  switch (noise.kind) {
    case "rows":
      return [noise.gainSe];
    case "folds":
      return noise.gains.length < 2 ? [Number.NaN] : noise.gains;
    case "disagreement":
      return [noise.share];
    case "auc":
      return [noise.positives, noise.negatives];
    case "pastScores":
      return noise.scores;
    case "proportion":
    case "points":
      return [];
  }
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function notFinite(what: string, value: number): MissingEvidence {
  return missing(what, "notFinite", `${what} is ${value}; it must be a finite number.`);
}

function missing(what: string, reason: MissingEvidence["reason"], detail: string): MissingEvidence {
  return { what, reason, detail };
}
