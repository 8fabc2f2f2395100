import type { Instant } from "../instant.ts";

/** How good evidence is: `strong` from paired rows, `fair` from sample sizes, `weak` from points alone. */
export type EvidenceGrade = "strong" | "fair" | "weak" | "none";

/** What is known of the noise of one metric's gain. The first kind that applies is used. */
export type Noise =
  /** Paired standard error of the gain, from a bootstrap over hold-out rows. */
  | { kind: "rows"; gainSe: number }
  /** Gains of at least five folds with the same splits, in the good direction. */
  | { kind: "folds"; gains: number[] }
  /** Share of hold-out rows where exactly one of both models is right. */
  | { kind: "disagreement"; share: number }
  /** A share of hold-out rows; its noise follows from the sample size. */
  | { kind: "proportion" }
  /** Area under the ROC curve, with the rows of each class. */
  | { kind: "auc"; positives: number; negatives: number }
  /** Past re-scores of the same champion on successive windows, at least eight. */
  | { kind: "pastScores"; scores: number[] }
  /** Nothing but the two values. */
  | { kind: "points" };

/** One metric on one named part of the hold-out. */
export interface SliceEvidence {
  name: string;
  candidate: number;
  champion: number;
  /** Hold-out rows of this slice. */
  rows: number;
}

/** What one run shows of one metric. */
export interface MetricEvidence {
  metric: string;
  candidate: number;
  /** The champion's value, scored by the same run on the same hold-out; null where there is no champion. */
  champion: number | null;
  noise: Noise;
  slices: SliceEvidence[];
}

/** Something that the gate needs and the run does not show. */
export interface MissingEvidence {
  /** Name of the metric, tag or field. */
  what: string;
  reason:
    | "noRun"
    | "unfinished"
    | "otherInstance"
    | "otherChampion"
    | "otherRun"
    | "notReady"
    | "stale"
    | "absent"
    | "notFinite"
    | "outOfRange";
  /** One sentence with the value found and the value needed. */
  detail: string;
}

/** All that a candidate is judged on, or why it cannot be judged. */
export type Evidence =
  | {
      kind: "evidence";
      instance: string;
      /** MLflow run id and registered version of the candidate. */
      runId: string;
      candidateVersion: string;
      /** Version it was compared with; null where there is no champion. */
      championVersion: string | null;
      /** Hold-out rows. */
      sampleSize: number;
      /** Rows of the rarer class; null where the run does not say. */
      rareRows: number | null;
      dataDigest: string;
      holdoutDigest: string;
      /** Whether the candidate was trained as the champion was: then their errors go together. */
      recipe: "same" | "changed";
      metrics: MetricEvidence[];
    }
  | { kind: "missing"; instance: string; missing: MissingEvidence[] };

/** A training run as tracking logged it. Numbers may be NaN, infinite or, once through JSON, null. */
export interface CandidateRun {
  runId: string;
  status: string;
  startedAt: Instant;
  endedAt: Instant | null;
  metrics: Readonly<Record<string, number | null>>;
  tags: Readonly<Record<string, string>>;
  /** Values by step of the keys that `foldKeys` asks for; left out where nothing was logged. */
  histories: Readonly<Record<string, readonly { step: number; value: number | null }[]>>;
  /** The version that its tag names, as the registry has it; null where it has none. */
  version: RegisteredVersion | null;
}

/** What the registry says of a version. */
export interface RegisteredVersion {
  /** `READY`, `PENDING_REGISTRATION` or `FAILED_REGISTRATION`. */
  status: string;
  /** MLflow run that it was registered from; empty where the registry was not told. */
  runId: string;
}

/** What the run must belong to. */
export interface ExpectedRun {
  instance: string;
  /** Version that is champion now; null where there is none. */
  championVersion: string | null;
  /** Value of the champion's own recipe tag; null where unknown (then it counts as changed). */
  championRecipe: string | null;
  /** When this attempt was triggered: an older run is stale. */
  triggeredAt: Instant;
  /** Past re-scores of this same champion by metric, oldest first. @default {} */
  pastScores?: Readonly<Record<string, readonly number[]>>;
}
