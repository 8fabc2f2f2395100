import * as z from "zod/mini";
import { exactInteger, idText } from "./exact-json.ts";
import type { Http } from "./http.ts";
import { HttpError, nullIfNotFound } from "./http-error.ts";
import {
  jobList,
  outputReply,
  runList,
  runReply,
  type TaskRun,
  toJobRun,
  toListedRun,
} from "./job-replies.ts";
import { pageQuery } from "./page-query.ts";
import type { JobRun, Jobs, ListedRun } from "./ports.ts";

const root = "/api/2.2/jobs";
const longestTextCharacters = 4_000;
const mostListedRuns = 100;

/** Creates the adapter of Databricks Jobs 2.2. */
export function createDatabricksJobs(http: Http): Jobs {
  return {
    findJob: (name) => findJob(http, name),
    runNow: (request) => runNow(http, request),
    listRuns: (jobId) => listRuns(http, jobId),
    getRun: (runId) => getRun(http, runId),
    repair: (request) => repair(http, request),

    async getOutput(taskRunId) {
      const path = `${root}/runs/get-output`;
      const query = { run_id: taskRunId };
      const output = await http.send({ method: "GET", path, query }, outputReply);
      return {
        error: output.error.slice(0, longestTextCharacters),
        trace: output.error_trace.slice(0, longestTextCharacters),
        result: (output.notebook_output?.result ?? output.logs).slice(0, longestTextCharacters),
      };
    },

    async cancel(runId) {
      const path = `${root}/runs/cancel`;
      const body = { run_id: exactInteger(runId) };
      await http.send({ method: "POST", path, body, replay: "safe" }, z.unknown());
    },
  };
}

async function runNow(
  http: Http,
  { jobId, token, parameters }: Parameters<Jobs["runNow"]>[0],
): Promise<{ runId: string }> {
  if (token.length < 1 || token.length > 64) {
    throw new Error(
      `Databricks jobs: the idempotency token has ${token.length} characters; it must have 1 to 64.`,
    );
  }
  const body = {
    job_id: exactInteger(jobId),
    idempotency_token: token,
    job_parameters: parameters,
  };
  const reply = await http.send(
    { method: "POST", path: `${root}/run-now`, body, replay: "safe" },
    z.object({ run_id: idText }),
  );
  return { runId: reply.run_id };
}

async function repair(
  http: Http,
  { runId, parameters, latestRepairId }: Parameters<Jobs["repair"]>[0],
): Promise<{ repairId: string }> {
  const body = {
    run_id: exactInteger(runId),
    rerun_all_failed_tasks: true,
    // A repair forgets the run's parameters unless they are sent again: https://github.com/apache/airflow/pull/64828
    job_parameters: parameters,
    ...(latestRepairId === null ? {} : { latest_repair_id: exactInteger(latestRepairId) }),
  };
  const reply = await http.send(
    { method: "POST", path: `${root}/runs/repair`, body },
    z.object({ repair_id: idText }),
  );
  return { repairId: reply.repair_id };
}

async function findJob(http: Http, name: string): Promise<string | null> {
  const found: string[] = [];
  let page: string | undefined;
  do {
    const query = { name, limit: "100", ...pageQuery(page) };
    const reply = await http.send({ method: "GET", path: `${root}/list`, query }, jobList);
    // The filter ignores case; job names do not.
    found.push(...reply.jobs.filter((job) => job.settings.name === name).map((job) => job.job_id));
    page = reply.next_page_token;
  } while (page);
  if (found.length > 1) {
    throw new Error(
      `Databricks jobs: ${found.length} jobs are named "${name}" (${found.join(", ")}); exactly one may be. Delete or rename the others.`,
    );
  }
  return found[0] ?? null;
}

async function listRuns(http: Http, jobId: string): Promise<ListedRun[]> {
  const runs: ListedRun[] = [];
  let page: string | undefined;
  do {
    const query = { job_id: jobId, limit: "25", ...pageQuery(page) };
    const reply = await http.send({ method: "GET", path: `${root}/runs/list`, query }, runList);
    runs.push(...reply.runs.map(toListedRun));
    page = reply.next_page_token;
  } while (page && runs.length < mostListedRuns);
  return runs.slice(0, mostListedRuns);
}

async function getRun(http: Http, runId: string): Promise<JobRun | null> {
  const tasks: TaskRun[] = [];
  let page: string | undefined;
  for (;;) {
    const query = { run_id: runId, ...pageQuery(page) };
    const reply = await http
      .send({ method: "GET", path: `${root}/runs/get`, query }, runReply)
      .catch(nullIfNoRun);
    if (reply === null) return null;
    tasks.push(...reply.tasks);
    page = reply.next_page_token;
    if (!page) return toJobRun(reply, tasks);
  }
}

/** The service answers 400 for a run that is not there, as the override tables of its own clients tell. */
function nullIfNoRun(error: unknown): null {
  const isAbsent =
    error instanceof HttpError &&
    error.errorCode === "INVALID_PARAMETER_VALUE" &&
    /does not exist/.test(error.message);
  return isAbsent ? null : nullIfNotFound(error);
}
