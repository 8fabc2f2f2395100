import { int64 } from "./int64-json.ts";
import type { Attempt, Run, TaskRun } from "./run-records.ts";
import { latestTasks } from "./runs.ts";
import type { Ending } from "./scripted-outcome.ts";

/** A run as Jobs 2.2 answers it. `url` is the workspace's. */
export function viewRun(
  run: Run,
  parts: { tasks: TaskRun[]; attempts: Attempt[]; url: string; history: "with" | "without" },
): Record<string, unknown> {
  const pageUrl = `${parts.url}/jobs/${run.jobId}/runs/${run.id}`;
  return {
    job_id: int64(run.jobId),
    run_id: int64(run.id),
    job_run_id: int64(run.id),
    number_in_job: int64(run.id),
    original_attempt_run_id: int64(run.id),
    ...viewProgress(run.state, run.ending),
    start_time: run.startedAt,
    end_time: run.endedAt ?? 0,
    setup_duration: 0,
    execution_duration: 0,
    cleanup_duration: 0,
    run_duration: run.endedAt === null ? 0 : run.endedAt - run.startedAt,
    trigger: "ONE_TIME",
    run_name: run.jobName,
    run_page_url: pageUrl,
    run_type: "JOB_RUN",
    format: "MULTI_TASK",
    creator_user_name: "local",
    job_parameters: Object.entries(run.parameters).map(([name, value]) => ({ name, value })),
    tasks: latestTasks(parts.tasks).map((task) => viewTask(task, run, pageUrl)),
    ...(parts.history === "with"
      ? { repair_history: viewHistory(parts.attempts, parts.tasks) }
      : {}),
  };
}

function viewTask(task: TaskRun, run: Run, pageUrl: string): Record<string, unknown> {
  const state = task.code === null ? run.state : "TERMINATED";
  const own = task.code === null ? null : endingOfTask(task.code, run.ending);
  return {
    run_id: int64(task.id),
    task_key: task.key,
    attempt_number: task.attempt - 1,
    ...viewProgress(state, own),
    start_time: task.startedAt,
    end_time: task.endedAt ?? 0,
    run_page_url: `${pageUrl}?task=${task.key}`,
  };
}

type TaskEnding = Pick<Ending, "code" | "type" | "message">;

function endingOfTask(code: string, run: Ending | null): TaskEnding {
  return run !== null && run.code === code ? run : { code, type: null, message: "" };
}

function viewHistory(attempts: Attempt[], tasks: TaskRun[]): Record<string, unknown>[] {
  return attempts.map((attempt) => ({
    ...(attempt.repairId === null
      ? { type: "ORIGINAL" }
      : { type: "REPAIR", id: int64(attempt.repairId) }),
    start_time: attempt.startedAt,
    end_time: attempt.endedAt ?? 0,
    ...viewProgress(attempt.endedAt === null ? "RUNNING" : "TERMINATED", attempt.ending),
    task_run_ids: tasks
      .filter((task) => task.attempt === attempt.attempt)
      .map((task) => int64(task.id)),
  }));
}

/** Both the status and the deprecated state, which disagree on failed tasks as they do on Databricks. */
function viewProgress(state: Run["state"], ending: TaskEnding | null): Record<string, unknown> {
  if (state !== "TERMINATED" || ending === null) {
    return { status: { state }, state: { life_cycle_state: state, state_message: "" } };
  }
  const { message: state_message } = ending;
  return {
    status: {
      state,
      termination_details: {
        // A timeout is a cancellation by the platform; only the deprecated state tells them apart.
        code: ending.code === "TIMEDOUT" ? "CANCELED" : ending.code,
        type: ending.type ?? terminationType(ending.code),
        message: ending.message,
      },
    },
    state: { ...deprecatedState(ending.code), state_message },
  };
}

const deprecatedStates: Record<string, { life_cycle_state: string; result_state?: string }> = {
  SUCCESS: { life_cycle_state: "TERMINATED", result_state: "SUCCESS" },
  SUCCESS_WITH_FAILURES: { life_cycle_state: "TERMINATED", result_state: "SUCCESS_WITH_FAILURES" },
  USER_CANCELED: { life_cycle_state: "TERMINATED", result_state: "CANCELED" },
  CANCELED: { life_cycle_state: "TERMINATED", result_state: "CANCELED" },
  TIMEDOUT: { life_cycle_state: "TERMINATED", result_state: "TIMEDOUT" },
  SKIPPED: { life_cycle_state: "SKIPPED" },
  MAX_CONCURRENT_RUNS_EXCEEDED: {
    life_cycle_state: "SKIPPED",
    result_state: "MAXIMUM_CONCURRENT_RUNS_REACHED",
  },
};

function deprecatedState(code: string) {
  return deprecatedStates[code] ?? { life_cycle_state: "INTERNAL_ERROR", result_state: "FAILED" };
}

const terminationTypes: Record<string, string> = {
  SUCCESS: "SUCCESS",
  SUCCESS_WITH_FAILURES: "SUCCESS",
  CLOUD_FAILURE: "CLOUD_FAILURE",
  CLUSTER_ERROR: "CLOUD_FAILURE",
  INTERNAL_ERROR: "INTERNAL_ERROR",
  DRIVER_ERROR: "INTERNAL_ERROR",
  REPOSITORY_CHECKOUT_FAILED: "INTERNAL_ERROR",
};

/** Termination type that goes with a termination code. */
function terminationType(code: string): string {
  return terminationTypes[code] ?? "CLIENT_ERROR";
}
