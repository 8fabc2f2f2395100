/** A run's state as Jobs 2.2 tells it. */
export interface RunState {
  /** `status.state`. */
  state: string;
  /** `status.termination_details`, present once TERMINATED. */
  termination: { code: string; type: string; message: string } | null;
  tasks: readonly { key: string; state: string; code: string | null }[];
}

/** What a run's state asks for. Every kind but `running` is an end. */
export type RunOutcome =
  | { kind: "running" }
  | { kind: "succeeded" }
  /** The platform failed: another attempt may succeed. */
  | { kind: "retry"; code: string; reason: string }
  /** Probably lasting, worth one more attempt. */
  | { kind: "retryOnce"; code: string; reason: string }
  /** Some tasks succeeded and the platform failed the others: only those run again. */
  | { kind: "repair"; code: string; reason: string; tasks: string[] }
  /** Another attempt would fail the same way. */
  | { kind: "failed"; code: string; reason: string }
  /** A person or a deadline ended it. */
  | { kind: "cancelled"; code: string; reason: string };

type Lane = "retry" | "retryOnce" | "failed" | "cancelled";

/** Termination codes of Jobs 2.2: https://docs.databricks.com/api/azure/workspace/jobs/getrun (status.termination_details.code). */
const lanes: Readonly<Record<string, Lane>> = {
  CLOUD_FAILURE: "retry",
  INTERNAL_ERROR: "retry",
  CLUSTER_ERROR: "retry",
  DRIVER_ERROR: "retry",
  CLUSTER_REQUEST_LIMIT_EXCEEDED: "retry",
  WORKSPACE_RUN_LIMIT_EXCEEDED: "retry",
  MAX_CONCURRENT_RUNS_EXCEEDED: "retry",
  MAX_JOB_QUEUE_SIZE_EXCEEDED: "retry",
  MAX_SPARK_CONTEXTS_EXCEEDED: "retry",
  REPOSITORY_CHECKOUT_FAILED: "retry",
  STORAGE_ACCESS_ERROR: "retryOnce",
  LIBRARY_INSTALLATION_ERROR: "retryOnce",
  RUN_EXECUTION_ERROR: "failed",
  SUCCESS_WITH_FAILURES: "failed",
  UNAUTHORIZED_ERROR: "failed",
  INVALID_CLUSTER_REQUEST: "failed",
  INVALID_RUN_CONFIGURATION: "failed",
  RESOURCE_NOT_FOUND: "failed",
  FEATURE_DISABLED: "failed",
  BUDGET_POLICY_LIMIT_EXCEEDED: "failed",
  DISABLED: "failed",
  SKIPPED: "failed",
  CANCELED: "cancelled",
  USER_CANCELED: "cancelled",
  CLUSTER_TERMINATED_BY_USER: "cancelled",
};

const patterns: readonly { pattern: RegExp; lane: Lane }[] = [
  { pattern: /^INVALID_/, lane: "failed" },
  { pattern: /BUDGET/, lane: "failed" },
  { pattern: /_LIMIT_EXCEEDED$/, lane: "retry" },
  { pattern: /^MAX_.*_EXCEEDED$/, lane: "retry" },
];

/** Termination types: who is at fault where the code is not known. */
const types: Readonly<Record<string, Lane>> = {
  CLOUD_FAILURE: "retry",
  INTERNAL_ERROR: "retry",
  CLIENT_ERROR: "failed",
};

/** Classifies a run: running, a success, or what to do about its end. */
export function classifyRun(run: RunState): RunOutcome {
  if (run.state !== "TERMINATED") return { kind: "running" };
  const termination = run.termination ?? { code: "", type: "", message: "" };
  const { code, type, message } = termination;
  if (code === "SUCCESS") return { kind: "succeeded" };
  const lane = laneOf(code, type);
  const reason = `The run ended with ${code || "no code"} (${type || "no type"}): ${message.slice(0, 500) || "no message"}`;
  if (lane === "retry" && isPartial(run)) {
    return { kind: "repair", code, reason, tasks: failedTasks(run) };
  }
  return { kind: lane, code, reason };
}

function laneOf(code: string, type: string): Lane {
  return (
    lanes[code] ??
    patterns.find(({ pattern }) => pattern.test(code))?.lane ??
    types[type] ??
    "failed"
  );
}

function isPartial(run: RunState): boolean {
  return run.tasks.some(succeeded) && failedTasks(run).length > 0;
}

function failedTasks(run: RunState): string[] {
  return run.tasks.filter((task) => !succeeded(task)).map((task) => task.key);
}

function succeeded(task: RunState["tasks"][number]): boolean {
  return task.state === "TERMINATED" && task.code === "SUCCESS";
}
