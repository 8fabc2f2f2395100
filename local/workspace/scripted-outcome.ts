/** A metric's value; JSON has no NaN, so the special numbers may be words. */
export type MetricValue = number | "NaN" | "Infinity" | "-Infinity";

/** What the next run of a job does instead of, or with, its command. */
export type ScriptedOutcome = {
  /** Seconds on the workspace's clock, 0 or more. @default the job's `takesSeconds` */
  takesSeconds?: number;
} & (
  | ScriptedSuccess
  | {
      /** Fails without running anything. */
      kind: "fails";
      /** Termination code, such as `CLOUD_FAILURE` or `RUN_EXECUTION_ERROR`. */
      code: string;
      /** Termination type. @default the one Databricks pairs with the code */
      type?: string;
      /** @default a sentence that names the code */
      message?: string;
      /** Codes of single tasks by key; tasks left out succeed. @default the last task fails with `code` */
      tasks?: Record<string, string>;
    }
  /** Runs the job's command as ever, but takes as long as `takesSeconds` says. */
  | { kind: "runs" }
  /** Runs the job's command, whose effects stay, and then loses the run: CLUSTER_ERROR. */
  | { kind: "lost" }
);

/** Succeeds without running anything, and logs what a training job would (docs/training-contract.md). */
export interface ScriptedSuccess {
  kind: "succeeds";
  /** Metrics of the candidate by name, slices and all. @default none: no MLflow run, no version */
  metrics?: Record<string, MetricValue>;
  /** The champion's on the same hold-out. @default as its own run logged them */
  championMetrics?: Record<string, MetricValue>;
  /** Paired standard error of the gain, by metric. @default none */
  gainSe?: Record<string, number>;
  /** Share of rows where exactly one model is right, by metric. @default none */
  disagreement?: Record<string, number>;
  /** Rows of the hold-out. @default none: nothing is logged */
  sampleSize?: number;
  /** Values by fold, by metric name; `champion.<name>` for the champion's. @default none */
  folds?: Record<string, number[]>;
  /** Tags over those of the contract; an empty value leaves the tag out. @default none */
  tags?: Record<string, string>;
}

/** How one attempt of a run ended. */
export interface Ending {
  code: string;
  /** Termination type; null for the one that goes with the code. */
  type: string | null;
  message: string;
  /** Codes of single tasks by key. */
  tasks: Record<string, string>;
  output: TaskOutput;
}

/** What a task left behind, for `runs/get-output`. */
export interface TaskOutput {
  error: string;
  trace: string;
  /** End of what it wrote to its standard output. */
  logs: string;
}

/** No output at all. */
export const noOutput: TaskOutput = { error: "", trace: "", logs: "" };

/** An ending with only a code and a message. */
export function endingOf(code: string, message: string): Ending {
  return { code, type: null, message, tasks: {}, output: noOutput };
}

/** The ending that a scripted outcome comes to; null where the job's command decides it. */
export function planEnding(outcome: ScriptedOutcome): Ending | null {
  if (outcome.kind === "succeeds") return endingOf("SUCCESS", "");
  if (outcome.kind !== "fails") return null;
  const message = outcome.message ?? `Scripted outcome ${outcome.code}.`;
  return {
    code: outcome.code,
    type: outcome.type ?? null,
    message,
    tasks: outcome.tasks ?? {},
    output: { ...noOutput, error: message },
  };
}
