import { normalQuantile } from "../quantiles.ts";
import { attendedConfidence } from "./compare-metric.ts";
import type { CompleteEvidence } from "./spread.ts";
import type { MetricComparison } from "./verdict.ts";

const findings: Record<MetricComparison["finding"], string> = {
  better: "better beyond noise",
  notWorse: "not worse",
  attended: "passes at 95 % only, too little without a person",
  unproven: "not proven",
  equivalent: "the same for all practical purposes",
  worse: "worse beyond noise",
  outOfBounds: "outside its bounds",
  inBounds: "inside its bounds",
  suspicious: "too good to be believed",
};

/** One sentence: metric, both values, the gain with its band, and what that shows. */
export function describeFinding(comparison: MetricComparison): string {
  const { metric, role, candidate, champion, gain, band, finding, slices } = comparison;
  const values =
    champion === null ? show(candidate) : `${show(candidate)} against ${show(champion)}`;
  const change = gain === null || band === null ? "" : `, gain ${signed(gain)} ± ${show(band)}`;
  const parts = slices
    .filter((slice) => slice.finding === "worse" || slice.finding === "unproven")
    .map(
      (slice) =>
        `slice ${slice.slice} ${signed(slice.gain)} ${findings[slice.finding === "worse" ? "worse" : "unproven"]}`,
    );
  const detail = parts.length === 0 ? "" : `; ${parts.join(", ")}`;
  return `${metric} (${role}): ${values}${change}: ${findings[finding]}${detail}.`;
}

/** What would have changed this metric's finding, in sentences; none where it passed. */
export function describeFlip(comparison: MetricComparison, evidence: CompleteEvidence): string[] {
  const { metric, finding, role, gain, unattendedBand, margin } = comparison;
  if (gain === null || unattendedBand === null) {
    return finding === "outOfBounds" ? [`${metric}: a value inside its bounds.`] : [];
  }
  switch (finding) {
    case "better":
      return [
        `${metric}: a gain below ${show(Math.max(margin, unattendedBand))} would not promote.`,
      ];
    case "notWorse":
    case "inBounds":
      return [];
    case "suspicious":
      return [`${metric}: show that no hold-out row was trained on.`];
    case "outOfBounds":
      return [`${metric}: a value inside its bounds.`];
    case "worse":
    case "unproven":
    case "equivalent":
    case "attended": {
      const needed = role === "target" ? Math.max(margin, unattendedBand) : unattendedBand - margin;
      const rows = rowsToSettle(comparison, evidence);
      const more =
        rows === null ? "" : `, or about ${rows} hold-out rows instead of ${evidence.sampleSize}`;
      return [`${metric}: a gain of at least ${show(needed)} instead of ${show(gain)}${more}.`];
    }
  }
}

const power = 0.84;

/**
 * Hold-out rows that would settle a gain as large as the least useful one (or, where none is declared, as the one seen)
 * with 80 % power; null where the noise does not follow from rows or enough rows are there.
 */
function rowsToSettle(
  { role, gain, band, margin, noise, finding }: MetricComparison,
  { sampleSize, recipe }: CompleteEvidence,
): number | null {
  if (gain === null || band === null || noise === "points" || finding === "worse") return null;
  const effect = role === "target" ? margin || gain : margin + gain;
  if (!(effect > 0)) return null;
  const z = normalQuantile(attendedConfidence);
  const isUnpaired = noise === "proportion" || noise === "auc" || noise === "pastScores";
  const error = isUnpaired && recipe === "same" ? band : band / z;
  const rows = Math.ceil(((z + power) * error) ** 2 * (sampleSize / effect ** 2));
  return rows > sampleSize ? rows : null;
}

function signed(value: number): string {
  return value < 0 ? `-${show(-value)}` : `+${show(value)}`;
}

function show(value: number): string {
  return String(Number(value.toPrecision(4)));
}
