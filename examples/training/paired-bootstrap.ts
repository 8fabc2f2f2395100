import { seededRandom } from "./seeded-random.ts";

/** Metrics of predictions against what really happened, on the same rows. */
export type Score = (actual: Float64Array, predicted: Float64Array) => Record<string, number>;

/** What two models said of the same rows. */
export interface PairedRows {
  actual: Float64Array;
  candidate: Float64Array;
  champion: Float64Array;
  /** Cluster of each row. Rows of one cluster go together, so they are drawn together. */
  clusters: readonly string[];
}

/**
 * Standard error of each metric's difference between two models on the same rows: both are scored again on each of
 * `draws` resamples of the clusters, so that what both find hard cancels out.
 */
export function pairedStandardErrors(
  score: Score,
  paired: PairedRows,
  { draws = 2000, seed = 1 }: { draws?: number; seed?: number } = {},
): Record<string, number> {
  const random = seededRandom(seed);
  const clusters = rowsByCluster(paired.clusters);
  const [actuals, candidates, champions] = [
    copierOf(paired.actual),
    copierOf(paired.candidate),
    copierOf(paired.champion),
  ];
  const moments = new Map<string, Moments>();
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn = clusters.map(() => clusters[Math.floor(random() * clusters.length)] ?? []);
    const actual = actuals(drawn);
    const candidate = score(actual, candidates(drawn));
    const champion = score(actual, champions(drawn));
    for (const [metric, value] of Object.entries(candidate)) {
      const known = moments.get(metric) ?? { count: 0, mean: 0, squares: 0 };
      moments.set(metric, withValue(known, value - (champion[metric] ?? Number.NaN)));
    }
  }
  return Object.fromEntries(
    [...moments].map(([metric, { squares }]) => [metric, Math.sqrt(squares / (draws - 1))]),
  );
}

function rowsByCluster(clusters: readonly string[]): number[][] {
  const rows = Map.groupBy(clusters.keys(), (row) => clusters[row]);
  return [...rows.values()];
}

/** Copies the drawn rows into one array that every draw uses again: thousands of draws would fill the memory. */
function copierOf(values: Float64Array): (drawn: readonly (readonly number[])[]) => Float64Array {
  let copy = new Float64Array(2 * values.length);
  return (drawn) => {
    const rows = drawn.reduce((sum, list) => sum + list.length, 0);
    if (rows > copy.length) copy = new Float64Array(2 * rows);
    let at = 0;
    for (const list of drawn) {
      for (const row of list) {
        copy[at] = values[row] ?? Number.NaN;
        at += 1;
      }
    }
    return copy.subarray(0, rows);
  };
}

interface Moments {
  count: number;
  mean: number;
  squares: number;
}

/** Welford's running mean and sum of squares. */
function withValue({ count, mean, squares }: Moments, value: number): Moments {
  const next = mean + (value - mean) / (count + 1);
  return { count: count + 1, mean: next, squares: squares + (value - mean) * (value - next) };
}
