import * as z from "zod/mini";
import { idText } from "./exact-json.ts";
import type { JobRun, ListedRun } from "./ports.ts";

/** A page of jobs. */
export const jobList = z.object({
  jobs: z._default(
    z.array(z.object({ job_id: idText, settings: z.object({ name: z.string() }) })),
    [],
  ),
  next_page_token: z.optional(z.string()),
});

const termination = z.object({
  code: z._default(z.string(), ""),
  type: z._default(z.string(), ""),
  message: z._default(z.string(), ""),
});
const runStatus = z.object({
  state: z.string(),
  termination_details: z.optional(termination),
});
const taskRun = z.object({ task_key: z.string(), run_id: idText, status: z.optional(runStatus) });
/** A run, or a page of its tasks. */
export const runReply = z.object({
  run_id: idText,
  status: runStatus,
  tasks: z._default(z.array(taskRun), []),
  next_page_token: z.optional(z.string()),
  run_page_url: z._default(z.string(), ""),
  start_time: z.optional(z.number()),
  end_time: z.optional(z.number()),
});

/** A page of runs. */
export const runList = z.object({
  runs: z._default(z.array(runReply), []),
  next_page_token: z.optional(z.string()),
});

/** What a task run printed or answered. */
export const outputReply = z.object({
  error: z._default(z.string(), ""),
  error_trace: z._default(z.string(), ""),
  notebook_output: z.optional(z.object({ result: z._default(z.string(), "") })),
  logs: z._default(z.string(), ""),
});

/** A task run as Jobs 2.2 tells it. */
export type TaskRun = z.infer<typeof taskRun>;

/** The run as the port lists it. */
export function toListedRun(run: z.infer<typeof runReply>): ListedRun {
  return {
    runId: run.run_id,
    code: run.status.state === "TERMINATED" ? (terminationOf(run.status)?.code ?? "") : null,
    startedAt: run.start_time || null,
    endedAt: run.end_time || null,
  };
}

/** The run as the port tells it, with the tasks of all its pages. */
export function toJobRun(run: z.infer<typeof runReply>, tasks: readonly TaskRun[]): JobRun {
  return {
    runId: run.run_id,
    state: run.status.state,
    termination: run.status.state === "TERMINATED" ? terminationOf(run.status) : null,
    tasks: tasks.map((task) => ({
      key: task.task_key,
      runId: task.run_id,
      state: task.status?.state ?? "PENDING",
      code: task.status?.termination_details?.code ?? null,
    })),
    pageUrl: run.run_page_url,
    startedAt: run.start_time || null,
    endedAt: run.end_time || null,
  };
}

function terminationOf(status: z.infer<typeof runStatus>): JobRun["termination"] {
  return status.termination_details ?? { code: "", type: "", message: "" };
}
