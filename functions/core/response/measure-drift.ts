import { chiSquareQuantile } from "../quantiles.ts";

/** How one feature was distributed when a version was trained: fixed bins whose outer ends are open. */
export interface FeatureReference {
  feature: string;
  /** Inner edges, ascending: nine of them make ten bins. A value on an edge belongs to the bin below it. */
  edges: number[];
  /** Rows of the training data in each bin, one more than edges. */
  counts: number[];
}

/** What drift is measured by. */
export interface DriftRule {
  /** PSI that counts as drift, where noise alone would not reach it. */
  psiLimit: number;
  /** Fewest rows of a window; fewer say nothing. */
  minWindowRows: number;
  /** Features that are measured together: more of them make more false alarms, so each must show more. */
  features: number;
}

/** What one window of one feature shows. */
export type Drift =
  | { kind: "insufficient"; feature: string; rows: number; reason: string }
  | {
      kind: "steady" | "warning" | "drift";
      feature: string;
      rows: number;
      /** Population stability index, 0 for equal distributions. */
      psi: number;
      /** PSI above which it is drift: the limit, or more where noise alone may reach the limit. */
      bound: number;
    };

const smoothing = 1e-4;
const falseAlarms = 0.01;
const fewestRows = 200;
const binCount = 10;
const warningShare = 0.5;

/** Bins of a reference sample: its deciles, fewer where values repeat. Throws where the sample is empty. */
export function referenceOf(feature: string, values: readonly number[]): FeatureReference {
  const sorted = values.filter(Number.isFinite).toSorted((left, right) => left - right);
  if (sorted.length === 0) {
    throw new RangeError(`referenceOf: ${feature} has no finite value; it needs at least 1.`);
  }
  const deciles = Array.from(
    { length: binCount - 1 },
    (_, index) => sorted[Math.ceil(((index + 1) * sorted.length) / binCount) - 1] ?? Number.NaN,
  );
  const edges = [...new Set(deciles)].filter((edge) => edge < (sorted.at(-1) ?? edge));
  return { feature, edges, counts: countBins(edges, sorted) };
}

/** Finite values in each bin. */
export function countBins(edges: readonly number[], values: readonly number[]): number[] {
  const counts = Array.from({ length: edges.length + 1 }, () => 0);
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const bin = binOf(edges, value);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts;
}

/** First bin whose upper edge is not below the value, by halving. */
function binOf(edges: readonly number[], value: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value <= (edges[middle] ?? value)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Compares a window with the reference: drift is what exceeds the limit and what noise alone would reach once in a hundred windows. */
export function measureDrift(
  reference: FeatureReference,
  window: readonly number[],
  rule: DriftRule,
): Drift {
  const { feature, counts, edges } = reference;
  const rows = sum(window);
  const least = Math.max(fewestRows, rule.minWindowRows);
  const isMismatched = window.length !== counts.length || counts.length !== edges.length + 1;
  if (isMismatched) {
    const reason = `The window has ${window.length} bins, the reference ${counts.length}.`;
    return { kind: "insufficient", feature, rows, reason };
  }
  if (!(rows >= least) || !(sum(counts) >= fewestRows) || counts.length < 2) {
    const reason = `${rows} rows of ${least}, against a reference of ${sum(counts)} rows in ${counts.length} bins.`;
    return { kind: "insufficient", feature, rows, reason };
  }
  const psi = stabilityIndex(counts, window);
  const noise =
    chiSquareQuantile(1 - falseAlarms / Math.max(1, rule.features), counts.length - 1) *
    (1 / sum(counts) + 1 / rows);
  const bound = Math.max(rule.psiLimit, noise);
  const warning = Math.max(rule.psiLimit * warningShare, noise);
  const kind = psi > bound ? "drift" : psi > warning ? "warning" : "steady";
  return { kind, feature, rows, psi, bound };
}

/** Whether a retrain is due: the last two windows both drifted. A rollback, which needs a loss as well, waits for one only. */
export function isLastingDrift(previous: Drift | null, current: Drift): boolean {
  return previous?.kind === "drift" && current.kind === "drift";
}

function stabilityIndex(expected: readonly number[], actual: readonly number[]): number {
  const [expectedRows, actualRows] = [sum(expected), sum(actual)];
  return expected.reduce((total, count, bin) => {
    const before = Math.max(count / expectedRows, smoothing);
    const after = Math.max((actual[bin] ?? 0) / actualRows, smoothing);
    return total + (after - before) * Math.log(after / before);
  }, 0);
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
