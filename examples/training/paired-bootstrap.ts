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
  const moments = new Map<string, Moments>();
  for (let draw = 0; draw < draws; draw += 1) {
    const drawn = drawRows(clusters, random);
    const pick = (values: Float64Array) => gather(values, drawn);
    const actual = pick(paired.actual);
    const candidate = score(actual, pick(paired.candidate));
    const champion = score(actual, pick(paired.champion));
    for (const [metric, value] of Object.entries(candidate)) {
      const known = moments.get(metric) ?? { count: 0, mean: 0, squares: 0 };
      moments.set(metric, withValue(known, value - (champion[metric] ?? Number.NaN)));
    }
  }
  return Object.fromEntries(
    [...moments].map(([metric, { squares }]) => [metric, Math.sqrt(squares / (draws - 1))]),
  );
}

function rowsByCluster(clusters: readonly string[]): Uint32Array[] {
  const rows = new Map<string, number[]>();
  for (const [row, cluster] of clusters.entries()) {
    const known = rows.get(cluster);
    if (known) known.push(row);
    else rows.set(cluster, [row]);
  }
  return [...rows.values()].map((list) => Uint32Array.from(list));
}

function drawRows(clusters: readonly Uint32Array[], random: () => number): Uint32Array {
  const drawn = clusters.map(() => clusters[Math.floor(random() * clusters.length)]);
  const rows = new Uint32Array(drawn.reduce((sum, list) => sum + (list?.length ?? 0), 0));
  let at = 0;
  for (const list of drawn) {
    if (!list) continue;
    rows.set(list, at);
    at += list.length;
  }
  return rows;
}

function gather(values: Float64Array, rows: Uint32Array): Float64Array {
  const picked = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += 1) picked[at] = values[rows[at] ?? 0] ?? Number.NaN;
  return picked;
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
