import * as z from "zod/mini";

/** A quantile by group, as it is kept in JSON. */
export const quantileTable = z.object({
  /** Quantile over all rows: for groups that were not seen. */
  pooled: z.number(),
  /** Quantile by group, drawn towards the pooled one where the group is small. */
  groups: z.record(z.string(), z.number()),
});
/** A quantile by group. */
export type QuantileTable = z.infer<typeof quantileTable>;

/** Value below which this share of the numbers lies; throws where there are none. */
export function quantileOf(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new Error("quantileOf: no values; at least one is needed.");
  return value;
}

/**
 * Fits the quantile of each group. A group of n rows counts n parts and the pooled quantile `shrinkRows` parts, so
 * that a rare group does not follow its few flights.
 */
export function fitQuantileTable(
  rows: readonly { group: string; value: number }[],
  share: number,
  shrinkRows: number,
): QuantileTable {
  const groups = Map.groupBy(rows, ({ group }) => group);
  const pooled = quantileOf(
    rows.map(({ value }) => value),
    share,
  );
  const shrunk = [...groups].map(([group, members]): [string, number] => {
    const own = quantileOf(
      members.map(({ value }) => value),
      share,
    );
    return [group, (members.length * own + shrinkRows * pooled) / (members.length + shrinkRows)];
  });
  return { pooled, groups: Object.fromEntries(shrunk.sort(([a], [b]) => (a < b ? -1 : 1))) };
}

/** Quantile of a group; the pooled one where the group was not seen. */
export function quantileFor({ pooled, groups }: QuantileTable, group: string): number {
  return groups[group] ?? pooled;
}
