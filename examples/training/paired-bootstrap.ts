import { seededRandom } from "./seeded-random.ts";

/** Metrics of predictions against what really happened, on the same rows. */
export type Score = (actual: Float64Array, predicted: Float64Array) => Record<string, number>;

/**
 * Standard error of each metric's difference between two models on the same rows: both are scored again on each of
 * `draws` resamples of the rows, so that what both find hard cancels out.
 */
export function pairedStandardErrors(
  score: Score,
  actual: Float64Array,
  [first, second]: readonly [Float64Array, Float64Array],
  { draws = 2000, seed = 1 }: { draws?: number; seed?: number } = {},
): Record<string, number> {
  const random = seededRandom(seed);
  const rows = actual.length;
  const [y, a, b] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const moments = new Map<string, Moments>();
  for (let draw = 0; draw < draws; draw += 1) {
    for (let at = 0; at < rows; at += 1) {
      const row = Math.floor(random() * rows);
      y[at] = actual[row] ?? Number.NaN;
      a[at] = first[row] ?? Number.NaN;
      b[at] = second[row] ?? Number.NaN;
    }
    const [scoreA, scoreB] = [score(y, a), score(y, b)];
    for (const [metric, value] of Object.entries(scoreA)) {
      const known = moments.get(metric) ?? { count: 0, mean: 0, squares: 0 };
      moments.set(metric, withValue(known, value - (scoreB[metric] ?? Number.NaN)));
    }
  }
  return Object.fromEntries(
    [...moments].map(([metric, { squares }]) => [metric, Math.sqrt(squares / (draws - 1))]),
  );
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
