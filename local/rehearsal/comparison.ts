import * as z from "zod/mini";
import { formatNumber, table } from "./format.ts";

const compared = z.object({
  metric: z.string(),
  role: z.string(),
  candidate: z.number(),
  champion: z.nullable(z.number()),
  gain: z.nullable(z.number()),
  band: z.nullable(z.number()),
  margin: z.number(),
  finding: z.string(),
});

/** One metric of a candidate against the champion's, as a verdict records it. */
export type ComparedMetric = z.infer<typeof compared>;

/** The comparison that a ledger entry, review or verdict holds at any of its known places; empty where there is none. */
export function findComparison(holder: unknown): ComparedMetric[] {
  const direct = z.array(compared).safeParse(holder);
  if (direct.success) return direct.data;
  const map = z.record(z.string(), z.unknown()).safeParse(holder);
  if (!map.success) return [];
  for (const key of ["comparison", "verdict", "review", "seen", "inputs"]) {
    const found = key in map.data ? findComparison(map.data[key]) : [];
    if (found.length > 0) return found;
  }
  return [];
}

const words: Record<string, string> = {
  better: "better",
  notWorse: "not worse",
  attended: "better, not surely enough",
  unproven: "not proven",
  equivalent: "the same",
  worse: "worse",
  outOfBounds: "out of bounds",
  inBounds: "within bounds",
  suspicious: "suspiciously good",
};

/** A comparison as aligned lines for a terminal: both values, the gain with its noise band, and what it shows. */
export function describeComparison(comparison: readonly ComparedMetric[]): string[] {
  if (comparison.length === 0) return [];
  const head = ["metric", "role", "champion", "challenger", "gain", "noise", "finding"];
  const rows = comparison.map(({ metric, role, champion, candidate, gain, band, finding }) => [
    metric,
    role,
    formatNumber(champion),
    formatNumber(candidate),
    gain === null ? "—" : `${gain > 0 ? "+" : ""}${formatNumber(gain)}`,
    band === null ? "—" : `±${formatNumber(band)}`,
    words[finding] ?? finding,
  ]);
  return table([head, ...rows], [2, 3, 4, 5]);
}

/** The reasons that the table of a comparison does not already show. */
export function withoutMetrics(
  reasons: readonly string[],
  comparison: readonly ComparedMetric[],
): string[] {
  return reasons.filter(
    (reason) => !comparison.some(({ metric, role }) => reason.startsWith(`${metric} (${role}):`)),
  );
}
