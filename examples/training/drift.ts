const bins = 10;
/** Stands for an empty bin: its logarithm must be finite. */
const emptyShare = 1e-4;

/**
 * Population stability index of a feature: how far its distribution in `arrived` is from that in `known`, over the deciles
 * of what is known. 0.2 and more is usually called drift. NaN where either side is empty.
 */
export function stabilityIndex(known: readonly number[], arrived: readonly number[]): number {
  const sorted = [...known].sort((left, right) => left - right);
  const edges = Array.from(
    { length: bins - 1 },
    (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / bins)] ?? Number.NaN,
  );
  const [before, after] = [shares(known, edges), shares(arrived, edges)];
  return before.reduce((sum, share, bin) => {
    const now = after[bin] ?? Number.NaN;
    return sum + (now - share) * Math.log(now / share);
  }, 0);
}

function shares(values: readonly number[], edges: readonly number[]): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = edges.filter((edge) => value >= edge).length;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count) => Math.max(count / values.length, emptyShare));
}
