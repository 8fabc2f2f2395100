import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { compareMetric } from "./compare-metric.ts";
import { describeFinding, describeFlip } from "./describe-comparison.ts";
import type { Evidence, EvidenceGrade, MissingEvidence } from "./evidence.ts";
import { findOverflow, findUnusable } from "./find-unusable.ts";
import type { CompleteEvidence } from "./spread.ts";
import type { MetricComparison, Verdict, VerdictReport } from "./verdict.ts";

/** Gains of past challengers by metric, from the ledger. */
export type PastGains = Readonly<Record<string, readonly number[]>>;

/**
 * Decides on a candidate: `promote` only where every target is better and no guardrail or slice is worse, both beyond noise.
 * Missing, odd or conflicting evidence asks a person; a gain that is not proven keeps the champion without asking anybody.
 */
export function judgeCandidate(
  evidence: Evidence,
  definition: ModelDefinition,
  pastGains: PastGains = {},
): Verdict {
  if (evidence.kind === "missing") return reviewMissing(evidence.missing);
  const unusable = findUnusable(evidence, definition);
  if (unusable.length > 0) return reviewMissing(unusable);
  const comparison = Object.entries(definition.metrics).flatMap(([name, metric]) =>
    evidence.metrics
      .filter((found) => found.metric === name)
      .map((found) => {
        const rule = { metric, gate: definition.gate, pastGains: pastGains[name] ?? [] };
        return compareMetric(found, rule, evidence);
      }),
  );
  const overflow = findOverflow(comparison);
  if (overflow.length > 0) return reviewMissing(overflow);
  const report = reportOf(comparison, evidence, definition);
  const tooFew = findTooFewRows(evidence, definition.gate);
  if (tooFew !== null) {
    const reasons = [tooFew, ...report.reasons];
    return { ...report, reasons, kind: "review", cause: "tooFewRows", missing: [] };
  }
  return evidence.championVersion === null
    ? judgeFirst(report, definition.gate)
    : judgeChallenger(report, definition.gate);
}

function judgeFirst(report: VerdictReport, gate: ModelDefinition["gate"]): Verdict {
  if (has(report, "outOfBounds")) return { ...report, kind: "reject", cause: "outOfBounds" };
  if (has(report, "suspicious")) return review(report, "suspicious");
  if (gate.firstModel === "review") return review(report, "firstModel");
  const reason = "There is no champion yet, and every metric is inside its bounds.";
  return { ...report, kind: "promote", cause: "firstModel", reasons: [reason, ...report.reasons] };
}

function judgeChallenger(report: VerdictReport, gate: ModelDefinition["gate"]): Verdict {
  if (has(report, "outOfBounds")) return { ...report, kind: "reject", cause: "outOfBounds" };
  if (has(report, "worse") || hasSlice(report, "worse")) {
    return { ...report, kind: "reject", cause: "harm" };
  }
  if (has(report, "suspicious")) return review(report, "suspicious");
  const targets = report.comparison.filter(({ role }) => role === "target");
  const missed = targets.filter(
    ({ finding }) => finding === "unproven" || finding === "equivalent",
  );
  if (missed.length > 0) {
    const cause = missed.every(({ finding }) => finding === "equivalent")
      ? "equivalent"
      : "unproven";
    return { ...report, kind: "reject", cause };
  }
  if (has(report, "unproven") || hasSlice(report, "unproven")) return review(report, "conflict");
  if (report.grade === "weak" && !gate.acceptWeakEvidence) return review(report, "weakEvidence");
  if (has(report, "attended")) return review(report, "attended");
  const reason = `Every target is better and no guardrail is worse, at ${gate.confidence * 100} % confidence.`;
  return { ...report, kind: "promote", cause: "better", reasons: [reason, ...report.reasons] };
}

type ReviewCause = Extract<Verdict, { kind: "review" }>["cause"];

const questions: Record<Exclude<ReviewCause, "missingEvidence" | "tooFewRows">, string> = {
  firstModel: "There is no champion yet, and gate.firstModel is review.",
  suspicious: "A gain this large more often comes from a leak than from a better model.",
  conflict: "The targets are better, but what must not get worse is not shown to be safe.",
  weakEvidence:
    "Only two values are known of at least one metric, so noise cannot be told from gain.",
  attended: "The gain holds at 95 %, which is too little to promote without a person.",
};

function review(report: VerdictReport, cause: keyof typeof questions): Verdict {
  const reasons = [questions[cause], ...report.reasons];
  return { ...report, reasons, kind: "review", cause, missing: [] };
}

function reviewMissing(missing: MissingEvidence[]): Verdict {
  return {
    kind: "review",
    cause: "missingEvidence",
    missing,
    reasons: missing.map(({ detail }) => detail),
    comparison: [],
    sampleSize: null,
    grade: "none",
    falsePromotionRate: null,
    flip: missing.map(({ what }) => `${what}: log it as docs/training-contract.md says.`),
  };
}

function reportOf(
  comparison: MetricComparison[],
  evidence: CompleteEvidence,
  definition: ModelDefinition,
): VerdictReport {
  const grade = weakestOf(comparison);
  const isMeasured = evidence.championVersion !== null && grade !== "weak";
  return {
    reasons: byWeight(comparison).map(describeFinding),
    comparison,
    sampleSize: evidence.sampleSize,
    grade,
    falsePromotionRate: isMeasured ? 1 - definition.gate.confidence : null,
    flip: comparison.flatMap((metric) => describeFlip(metric, evidence)),
  };
}

const weights: Record<MetricComparison["finding"], number> = {
  outOfBounds: 0,
  worse: 1,
  suspicious: 2,
  unproven: 3,
  equivalent: 4,
  attended: 5,
  better: 6,
  inBounds: 7,
  notWorse: 8,
};

/** The finding that decides comes first. */
function byWeight(comparison: readonly MetricComparison[]): MetricComparison[] {
  return comparison.toSorted((left, right) => weights[left.finding] - weights[right.finding]);
}

const grades: readonly EvidenceGrade[] = ["none", "weak", "fair", "strong"];

function weakestOf(comparison: readonly MetricComparison[]): EvidenceGrade {
  return grades.find((grade) => comparison.some((metric) => metric.grade === grade)) ?? "none";
}

function findTooFewRows(evidence: CompleteEvidence, gate: ModelDefinition["gate"]): string | null {
  const { sampleSize, rareRows } = evidence;
  if (sampleSize < gate.minSampleSize) {
    return `The hold-out has ${sampleSize} rows; gate.minSampleSize asks for ${gate.minSampleSize}.`;
  }
  if (rareRows !== null && rareRows < fewestRareRows) {
    return `The rarer class has ${rareRows} hold-out rows; ${fewestRareRows} are needed.`;
  }
  return null;
}

const fewestRareRows = 50;

function has({ comparison }: VerdictReport, finding: MetricComparison["finding"]): boolean {
  return comparison.some((metric) => metric.finding === finding);
}

function hasSlice({ comparison }: VerdictReport, finding: "worse" | "unproven"): boolean {
  return comparison.some(({ slices }) => slices.some((slice) => slice.finding === finding));
}
