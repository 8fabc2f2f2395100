import type { ComparisonRule } from "./compare-metric.ts";
import type { SliceEvidence } from "./evidence.ts";
import type { CompleteEvidence, Spread } from "./spread.ts";
import type { SliceComparison } from "./verdict.ts";

const fewestRows = 200;
const significance = 0.05;

interface MeasuredSlice {
  slice: string;
  rows: number;
  gain: number;
  error: number;
  margin: number;
}

/**
 * Compares every slice of one metric: each is a guardrail with twice the loss allowed.
 * Small slices are pooled as `other` and listed; a critical one that is small stays unproven.
 */
export function compareSlices(
  slices: readonly SliceEvidence[],
  spread: Spread,
  rule: ComparisonRule,
  { sampleSize }: Pick<CompleteEvidence, "sampleSize">,
): SliceComparison[] {
  const sign = rule.metric.better === "higher" ? 1 : -1;
  const gains = slices.map(({ name, candidate, champion, rows }) => ({
    slice: name,
    rows,
    gain: sign * (candidate - champion),
  }));
  const small = gains.filter(({ rows }) => rows < fewestRows);
  const measured = [...gains.filter(({ rows }) => rows >= fewestRows), ...poolSlices(small)].map(
    (slice) => {
      const error = spread.error * Math.sqrt(Math.max(1, sampleSize / slice.rows));
      const allowed = rule.metric.allowedLoss ?? 2 * error * spread.times(1 - significance);
      return { ...slice, error, margin: 2 * allowed };
    },
  );
  const worse = findWorse(measured, spread, rule.gate.criticalSlices);
  return [
    ...measured.map((slice) => judgeSlice(slice, worse, spread, rule)),
    ...small.map((slice) => listSmall(slice, rule.gate.criticalSlices)),
  ];
}

function poolSlices(small: readonly { rows: number; gain: number }[]) {
  const rows = small.reduce((sum, slice) => sum + slice.rows, 0);
  if (rows < fewestRows) return [];
  const gain = small.reduce((sum, slice) => sum + slice.gain * slice.rows, 0) / rows;
  return [{ slice: `other (${small.length} small slices)`, rows, gain }];
}

/** Slices that are worse by Holm's step-down over all of them; critical ones get no such relief. */
function findWorse(
  slices: readonly MeasuredSlice[],
  spread: Spread,
  critical: readonly string[],
): Set<string> {
  const isBeyond = ({ gain, margin, error }: MeasuredSlice, share: number) =>
    gain + error * spread.times(1 - share) < -margin;
  const worse = new Set(
    slices
      .filter(({ slice }) => critical.includes(slice))
      .filter((slice) => isBeyond(slice, significance))
      .map(({ slice }) => slice),
  );
  const ordinary = slices
    .filter(({ slice }) => !critical.includes(slice))
    .toSorted((left, right) => excessOf(right) - excessOf(left));
  for (const [index, slice] of ordinary.entries()) {
    if (!isBeyond(slice, significance / (ordinary.length - index))) break;
    worse.add(slice.slice);
  }
  return worse;
}

/** Loss beyond the margin in standard errors. */
function excessOf({ gain, margin, error }: MeasuredSlice): number {
  const excess = -margin - gain;
  return error === 0 ? Math.sign(excess) * Number.MAX_VALUE : excess / error;
}

function judgeSlice(
  { slice, rows, gain, error, margin }: MeasuredSlice,
  worse: ReadonlySet<string>,
  spread: Spread,
  { gate }: ComparisonRule,
): SliceComparison {
  const band = error * spread.times(gate.confidence);
  const isSafe = gain - band > -margin || (band === 0 && gain >= -margin);
  const finding = worse.has(slice) ? "worse" : isSafe ? "notWorse" : "unproven";
  return { slice, rows, gain, band, margin, finding };
}

function listSmall(
  { slice, rows, gain }: { slice: string; rows: number; gain: number },
  critical: readonly string[],
): SliceComparison {
  const finding = critical.includes(slice) ? "unproven" : "tooSmall";
  return { slice, rows, gain, band: null, margin: null, finding };
}
