/** Value that this share of the samples is at most: 0.5 is the median, 0.99 leaves out the slowest one of a hundred. */
export function shareOf(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new Error("shareOf: no samples; at least one is needed.");
  return value;
}

/** The middle sample. */
export const medianOf = (samples: readonly number[]): number => shareOf(samples, 0.5);
