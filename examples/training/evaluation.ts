import { pairedStandardErrors, type Score } from "./paired-bootstrap.ts";

/** Predictions of the models for the held-out rows. */
export interface HeldOut {
  actual: Float64Array;
  candidate: Float64Array;
  /** Null where there is no champion. */
  champion: Float64Array | null;
  /** Slice of each row, named by letters, digits and dashes. */
  slices: readonly string[];
  /** Cluster of each row; rows that vary on their own are clusters of one. */
  clusters: readonly string[];
}

/** Every metric of the training contract that rows can give (docs/training-contract.md). */
export function evaluate(score: Score, heldOut: HeldOut): Record<string, number> {
  const { actual, candidate, champion, clusters } = heldOut;
  const metrics: Record<string, number> = {
    ...score(actual, candidate),
    sample_size: actual.length,
    ...sliceMetrics(score, heldOut),
  };
  if (!champion) return metrics;
  const errors = pairedStandardErrors(score, { actual, candidate, champion, clusters });
  return {
    ...metrics,
    ...prefixed("champion.", score(actual, champion)),
    ...suffixed(errors, ".gain_se"),
  };
}

function sliceMetrics(score: Score, heldOut: HeldOut): Record<string, number> {
  const { actual, candidate, champion, slices } = heldOut;
  const names = [...new Set(slices)].sort();
  const perSlice = names.map((name) => {
    const rows = slices.flatMap((slice, row) => (slice === name ? [row] : []));
    const part = (values: Float64Array) =>
      Float64Array.from(rows, (row) => values[row] ?? Number.NaN);
    const suffix = `.slice.${name}`;
    const own = suffixed(score(part(actual), part(candidate)), suffix);
    const others = champion
      ? prefixed("champion.", suffixed(score(part(actual), part(champion)), suffix))
      : {};
    return { ...own, ...others, [`sample_size${suffix}`]: rows.length };
  });
  return Object.assign({}, ...perSlice);
}

/** The same values under names that begin with a prefix. */
export function prefixed(prefix: string, values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [prefix + name, value]));
}

function suffixed(values: Record<string, number>, suffix: string): Record<string, number> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name + suffix, value]));
}
