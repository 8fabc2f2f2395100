import type { EvidenceGrade, MissingEvidence } from "./evidence.ts";

/** One metric of the candidate against the champion's, or against its bounds where there is no champion. */
export interface MetricComparison {
  metric: string;
  role: "target" | "guardrail";
  candidate: number;
  champion: number | null;
  /** Improvement in the good direction, in the metric's unit; null without a champion. */
  gain: number | null;
  /** Rule that compared it: `P` from a noise band, `Q` from paired evidence, `bounds` without a champion. */
  rule: "P" | "Q" | "bounds";
  /** Kind of noise that was known: `rows`, `folds`, `disagreement` ... */
  noise: string;
  /** One-sided 95 % band: the gain's bounds are `gain - band` and `gain + band`; null without a champion. */
  band: number | null;
  /** The same at the confidence that a promotion without a person needs. */
  unattendedBand: number | null;
  /** Least gain of a target, or most loss of a guardrail, in the metric's unit. */
  margin: number;
  grade: EvidenceGrade;
  /** What the comparison shows. `attended` passes at 95 %, `better` and `notWorse` at the gate's confidence. */
  finding:
    | "better"
    | "notWorse"
    | "attended"
    | "unproven"
    | "equivalent"
    | "worse"
    | "outOfBounds"
    | "inBounds"
    | "suspicious";
  /** Slices that were compared, pooled or too small. */
  slices: SliceComparison[];
}

/** One slice of one metric. A slice too small to test is listed, never dropped. */
export interface SliceComparison {
  slice: string;
  rows: number;
  gain: number;
  band: number | null;
  margin: number | null;
  finding: "notWorse" | "unproven" | "worse" | "tooSmall";
}

/** What every verdict carries. */
export interface VerdictReport {
  /** Sentences for a person, the deciding one first. */
  reasons: string[];
  comparison: MetricComparison[];
  /** Hold-out rows; null where unknown. */
  sampleSize: number | null;
  /** Weakest grade among the metrics that decided. */
  grade: EvidenceGrade;
  /** Chance that this rule promotes a candidate that is no better; null where it is not known. */
  falsePromotionRate: number | null;
  /** What would have changed the verdict. */
  flip: string[];
}

/** What `evaluateMetrics` finds. */
export type Verdict = VerdictReport &
  (
    | { kind: "promote"; cause: "better" | "firstModel" }
    | { kind: "reject"; cause: "harm" | "outOfBounds" | "unproven" | "equivalent" }
    | {
        kind: "review";
        cause:
          | "missingEvidence"
          | "tooFewRows"
          | "firstModel"
          | "suspicious"
          | "conflict"
          | "weakEvidence"
          | "attended";
        missing: MissingEvidence[];
      }
  );
