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

const lanes = ["retry", "retryOnce", "failed", "cancelled"] as const;
type Lane = (typeof lanes)[number];

/** Termination codes of Jobs 2.2: https://docs.databricks.com/api/azure/workspace/jobs/getrun (status.termination_details.code). */
const codes: Readonly<Record<Lane, readonly string[]>> = {
  retry: [
    "CLOUD_FAILURE",
    "INTERNAL_ERROR",
    "CLUSTER_ERROR",
    "DRIVER_ERROR",
    "CLUSTER_REQUEST_LIMIT_EXCEEDED",
    "WORKSPACE_RUN_LIMIT_EXCEEDED",
    "MAX_CONCURRENT_RUNS_EXCEEDED",
    "MAX_JOB_QUEUE_SIZE_EXCEEDED",
    "MAX_SPARK_CONTEXTS_EXCEEDED",
    "REPOSITORY_CHECKOUT_FAILED",
  ],
  retryOnce: ["STORAGE_ACCESS_ERROR", "LIBRARY_INSTALLATION_ERROR"],
  failed: [
    "RUN_EXECUTION_ERROR",
    "SUCCESS_WITH_FAILURES",
    "UNAUTHORIZED_ERROR",
    "INVALID_CLUSTER_REQUEST",
    "INVALID_RUN_CONFIGURATION",
    "RESOURCE_NOT_FOUND",
    "FEATURE_DISABLED",
    "BUDGET_POLICY_LIMIT_EXCEEDED",
    "DISABLED",
    "SKIPPED",
  ],
  cancelled: ["CANCELED", "USER_CANCELED", "CLUSTER_TERMINATED_BY_USER"],
};

const patterns: readonly { pattern: RegExp; lane: Lane }[] = [
  { pattern: /^INVALID_/, lane: "failed" },
  { pattern: /BUDGET/, lane: "failed" },
  { pattern: /_LIMIT_EXCEEDED$/, lane: "retry" },
  { pattern: /^MAX_.*_EXCEEDED$/, lane: "retry" },
];

/** Termination types: who is at fault where the code is not known. */
const types: readonly { type: string; lane: Lane }[] = [
  { type: "CLOUD_FAILURE", lane: "retry" },
  { type: "INTERNAL_ERROR", lane: "retry" },
  { type: "CLIENT_ERROR", lane: "failed" },
];

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
  const known = lanes.find((lane) => codes[lane].includes(code));
  const like = patterns.find(({ pattern }) => pattern.test(code));
  const blamed = types.find((entry) => entry.type === type);
  return known ?? like?.lane ?? blamed?.lane ?? "failed";
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
