import type { MetricDefinition, ModelDefinition } from "../catalogue/model-definition.ts";
import { compareSlices } from "./compare-slices.ts";
import type { MetricEvidence } from "./evidence.ts";
import { type CompleteEvidence, medianOf, type Spread, spreadOf } from "./spread.ts";
import type { MetricComparison } from "./verdict.ts";

/** What a metric is compared by. */
export interface ComparisonRule {
  metric: MetricDefinition;
  gate: ModelDefinition["gate"];
  /** Gains of past challengers in this metric, in any order. */
  pastGains: readonly number[];
}

/** One-sided confidence of a promotion that a person has seen. */
export const attendedConfidence = 0.95;

const fewestPastGains = 5;

/** Compares one metric of the candidate with the champion's, or with its bounds where there is no champion. */
export function compareMetric(
  evidence: MetricEvidence,
  rule: ComparisonRule,
  context: CompleteEvidence,
): MetricComparison {
  const { metric } = rule;
  const { candidate, champion } = evidence;
  const base = { metric: evidence.metric, role: metric.role, candidate, champion, slices: [] };
  if (champion === null) {
    const finding = findingWithoutChampion(candidate, metric);
    const unknown = { gain: null, band: null, unattendedBand: null, margin: 0, noise: "none" };
    return { ...base, ...unknown, rule: "bounds", grade: "fair", finding };
  }
  const sign = metric.better === "higher" ? 1 : -1;
  const spread = spreadOf({ ...evidence, champion }, sign, context);
  const band = spread.error * spread.times(attendedConfidence);
  const unattendedBand = spread.error * spread.times(rule.gate.confidence);
  // A loss smaller than the band cannot be tested, hence twice the band where the owner sets none.
  const margin = metric.role === "target" ? metric.leastGain : (metric.allowedLoss ?? 2 * band);
  const measured = { ...base, gain: spread.gain, band, unattendedBand, margin, rule: spread.rule };
  const compared = { ...measured, noise: spread.noise, grade: spread.grade };
  const finding = findingOf(compared, spread, rule);
  return { ...compared, finding, slices: compareSlices(evidence.slices, spread, rule, context) };
}

function findingWithoutChampion(
  candidate: number,
  metric: MetricDefinition,
): MetricComparison["finding"] {
  if (isOutOfBounds(candidate, metric)) return "outOfBounds";
  return isPerfect(candidate, metric) ? "suspicious" : "inBounds";
}

function isOutOfBounds(candidate: number, { min, max }: MetricDefinition): boolean {
  return (min !== undefined && candidate < min) || (max !== undefined && candidate > max);
}

type Measured = Omit<MetricComparison, "finding"> & {
  gain: number;
  band: number;
  unattendedBand: number;
};

function findingOf(
  measured: Measured,
  spread: Spread,
  rule: ComparisonRule,
): MetricComparison["finding"] {
  if (isOutOfBounds(measured.candidate, rule.metric)) return "outOfBounds";
  return measured.role === "target"
    ? findingOfTarget(measured, spread, rule)
    : findingOfGuardrail(measured);
}

function findingOfTarget(
  { candidate, champion, gain, band, unattendedBand, margin, rule: kind }: Measured,
  { error }: Spread,
  { metric, gate, pastGains }: ComparisonRule,
): MetricComparison["finding"] {
  if (gain < -band) return "worse";
  const isImplausible =
    gain > suspiciousGain(pastGains, gate.suspiciousGainFactor) ||
    (gain > 0 && error === 0) ||
    (isPerfect(candidate, metric) && candidate !== champion);
  if (isImplausible) return "suspicious";
  const beats = (noise: number) =>
    gain > 0 && gain >= margin && (kind === "Q" ? gain > noise : gain >= noise);
  if (beats(unattendedBand)) return "better";
  if (beats(band)) return "attended";
  const isWithin = kind === "Q" && gain - band >= -margin && gain + band <= margin;
  return isWithin && margin > 0 ? "equivalent" : "unproven";
}

function findingOfGuardrail({ gain, band, unattendedBand, margin, rule }: Measured) {
  if (gain + band < -margin) return "worse";
  const isSafe = (noise: number) =>
    rule === "P" || noise === 0 ? gain - noise >= -margin : gain - noise > -margin;
  if (isSafe(unattendedBand)) return "notWorse";
  return isSafe(band) ? "attended" : "unproven";
}

/** Gains far beyond those of past challengers point to leakage; without enough of them nothing is far. */
function suspiciousGain(pastGains: readonly number[], factor: number): number {
  const sizes = pastGains.filter(Number.isFinite).map(Math.abs);
  const typical = sizes.length < fewestPastGains ? 0 : medianOf(sizes);
  return typical > 0 ? factor * typical : Number.POSITIVE_INFINITY;
}

/** No error at all on unseen rows: more likely a leak than a model. */
function isPerfect(value: number, { better, kind, role }: MetricDefinition): boolean {
  if (role !== "target") return false;
  return better === "lower" ? value === 0 : kind !== "other" && value === 1;
}
