import * as z from "zod/mini";
import { invalidParameter } from "./api-error.ts";
import { int64 } from "./int64-json.ts";
import type { Jobs } from "./jobs.ts";
import { tailCharacters } from "./processes.ts";
import { flagField, idField, integerField, type Route, route, textField } from "./route.ts";
import type { Run, RunRecords, TaskRun } from "./run-records.ts";
import { viewRun } from "./run-view.ts";
import { latestTasks, type Runs } from "./runs.ts";

const jobParameters = z._default(z.record(z.string(), z.string()), {});

/** What the calls on job runs work with. */
interface Parts {
  jobs: Jobs;
  runs: Runs;
  records: RunRecords;
  /** Where the workspace listens. */
  url(): string;
}

/** Calls on job runs. */
export function runRoutes(parts: Parts): Route[] {
  return [...changeRoutes(parts), ...readRoutes(parts), ...outputRoutes(parts)];
}

function changeRoutes({ jobs, runs, records }: Parts): Route[] {
  return [
    route({
      name: "jobs.runNow",
      method: "POST",
      path: "/api/2.2/jobs/run-now",
      input: z.object({
        job_id: idField,
        idempotency_token: z.optional(textField),
        job_parameters: jobParameters,
      }),
      answer: ({ job_id, idempotency_token: token, job_parameters: parameters }) => {
        const id = int64(runs.start(jobs.get(job_id), { token, parameters }));
        return { run_id: id, number_in_job: id };
      },
    }),
    route({
      name: "jobs.cancelRun",
      method: "POST",
      path: "/api/2.2/jobs/runs/cancel",
      input: z.object({ run_id: idField }),
      answer: ({ run_id }) => runs.cancel(run_id),
    }),
    route({
      name: "jobs.repairRun",
      method: "POST",
      path: "/api/2.2/jobs/runs/repair",
      input: z.object({
        run_id: idField,
        latest_repair_id: z.optional(idField),
        rerun_all_failed_tasks: z._default(flagField, false),
        rerun_tasks: z._default(z.array(textField), []),
        job_parameters: jobParameters,
      }),
      answer: (input) => {
        const {
          run_id: runId,
          latest_repair_id: latestRepairId,
          job_parameters: parameters,
        } = input;
        const job = jobs.get(records.get(runId).jobId);
        const tasks = tasksToRepair(input.rerun_tasks, input.rerun_all_failed_tasks);
        const repairId = runs.repair(job, { runId, latestRepairId, parameters, tasks });
        return { repair_id: int64(repairId) };
      },
    }),
  ];
}

function readRoutes(parts: Parts): Route[] {
  const { records } = parts;
  return [
    route({
      name: "jobs.getRun",
      method: "GET",
      path: "/api/2.2/jobs/runs/get",
      input: z.object({ run_id: idField, include_history: z._default(flagField, false) }),
      answer: ({ run_id, include_history }) =>
        view(parts, records.get(run_id), include_history ? "with" : "without"),
    }),
    route({
      name: "jobs.listRuns",
      method: "GET",
      path: "/api/2.2/jobs/runs/list",
      input: z.object({
        job_id: z.optional(idField),
        active_only: z._default(flagField, false),
        completed_only: z._default(flagField, false),
        limit: z._default(integerField.check(z.gte(1), z.lte(25)), 20),
        page_token: z.optional(integerField),
      }),
      answer: ({ job_id, active_only, completed_only, limit, page_token: from = 0 }) => {
        const all = records
          .list(job_id)
          .filter(({ state }) => (state === "TERMINATED" ? !active_only : !completed_only));
        const page = all.slice(from, from + limit).map((run) => view(parts, run, "without"));
        const has_more = from + limit < all.length;
        return {
          ...(page.length === 0 ? {} : { runs: page }),
          has_more,
          ...(has_more ? { next_page_token: String(from + limit) } : {}),
        };
      },
    }),
  ];
}

function outputRoutes(parts: Parts): Route[] {
  const { records } = parts;
  return [
    route({
      name: "jobs.getRunOutput",
      method: "GET",
      path: "/api/2.2/jobs/runs/get-output",
      input: z.object({ run_id: idField }),
      answer: ({ run_id }) => {
        const { run, task } = findTask(records, run_id);
        return { ...viewOutput(task), metadata: view(parts, run, "without") };
      },
    }),
  ];
}

function view({ records, url }: Parts, run: Run, history: "with" | "without") {
  const tasks = records.tasks(run.id);
  return viewRun(run, { tasks, attempts: records.attempts(run.id), url: url(), history });
}

function tasksToRepair(keys: string[], allFailed: boolean) {
  if (allFailed === keys.length > 0) {
    throw invalidParameter("Give exactly one of rerun_tasks and rerun_all_failed_tasks.");
  }
  return allFailed ? ({ kind: "allFailed" } as const) : ({ kind: "named", keys } as const);
}

/** A task run by its own id, or by the id of a run that has one task only. */
function findTask(records: RunRecords, id: string): { run: Run; task: TaskRun } {
  const task = records.task(id);
  if (task !== null) return { run: records.get(task.runId), task };
  const run = records.get(id);
  const [only, another] = latestTasks(records.tasks(id));
  if (only === undefined || another !== undefined) {
    throw invalidParameter(
      "Retrieving the output of runs with multiple tasks is not supported. " +
        "Please retrieve the output of each individual task run instead.",
    );
  }
  return { run, task: only };
}

function viewOutput({ output }: TaskRun): Record<string, unknown> {
  if (output === null) return {};
  return {
    ...(output.error === "" ? {} : { error: output.error }),
    ...(output.trace === "" ? {} : { error_trace: output.trace }),
    logs: output.logs,
    logs_truncated: output.logs.length >= tailCharacters,
  };
}
