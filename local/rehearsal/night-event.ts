import type { ComparedMetric } from "./comparison.ts";

/** What every event of a night holds. */
interface Told {
  /** ISO 8601 instant of the night's clock. */
  at: string;
}

/** A step of a recipe ended. */
export interface StepEvent extends Told {
  type: "step";
  model: string;
  pattern: string;
  step: string;
  instance: string;
  /** What came of it: the kind of its result, or the error. */
  outcome: string;
}

/** A run of a Databricks job started or ended. */
export interface RunEvent extends Told {
  type: "run";
  model: string;
  run: string;
  state: "started" | "ended";
  /** Termination code; null while it runs. */
  result: string | null;
  /** Seconds from start to end; null while it runs. */
  seconds: number | null;
}

/** A decision stands in the ledger. */
export interface DecisionEvent extends Told {
  type: "decision";
  model: string;
  pattern: string;
  /** What was decided: `dataset`, `run`, `verdict`, `promotion` ... */
  kind: string;
  verdict: string | null;
  action: string | null;
  autonomy: string | null;
  reasons: string[];
  /** What it is about, in a few words: rows and files, or versions. Empty where the reasons say it all. */
  about: string;
  /** Ledger entry, `<model>/<sequence>`. */
  ledger: string;
  comparison: ComparedMetric[];
}

/** An alias names another version. */
export interface AliasEvent extends Told {
  type: "alias";
  model: string;
  alias: string;
  /** Null where the alias was removed. */
  version: string | null;
}

/** A person is asked, or has answered. */
export interface ReviewEvent extends Told {
  type: "review";
  model: string;
  review: string;
  state: "asked" | "approved" | "rejected" | "expired";
  question: string;
  by: string | null;
  /** Silence until then means no; null once it has ended. */
  expiresAt: string | null;
  reasons: string[];
  comparison: ComparedMetric[];
}

/** A person must look. */
export interface IncidentEvent extends Told {
  type: "incident";
  model: string;
  incident: string;
  title: string;
  severity: string;
  /** What Nightshift did about it. */
  done: string;
  /** How to undo that. */
  undo: string;
}

/** Alerts of one kind about one model reached the app. */
export interface AlertEvent extends Told {
  type: "alert";
  /** Model id, or `all`. */
  model: string;
  kind: string;
  condition: string;
  /** Severity that is answered; `noted` or `recovered` where nothing is. */
  severity: string;
  rule: string | null;
  version: string | null;
  feature: string | null;
  /** Measured value divided by its limit. */
  excess: number | null;
  /** What became of them, in words. */
  fate: string;
  /** Ledger entry, `<model>/<sequence>`. */
  ledger: string;
}

/** Something the night itself says: a file dropped, a host killed, a fault set. */
export interface MessageEvent extends Told {
  type: "message";
  text: string;
  model: string | null;
}

/** The last line: whether all went as expected, and how often each type was told. */
export interface SummaryEvent extends Told {
  type: "summary";
  ok: boolean;
  counts: Record<string, number>;
  /** Expectations that were not met, in words. */
  failures: string[];
}

/** One line of `--json`. */
export type NightEvent =
  | StepEvent
  | RunEvent
  | DecisionEvent
  | AliasEvent
  | ReviewEvent
  | IncidentEvent
  | AlertEvent
  | MessageEvent
  | SummaryEvent;
