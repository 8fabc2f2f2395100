import { ApiError, invalidParameter } from "./api-error.ts";
import type { Clock } from "./clock.ts";
import type { Job } from "./jobs.ts";
import type { RunLifecycle } from "./run-lifecycle.ts";
import type { Run, RunRecords, TaskRun } from "./run-records.ts";
import type { Store } from "./store.ts";

/** What callers may ask of runs. */
export interface Runs {
  /** Starts a run and answers its id, or the id of the run that this token started. */
  start(job: Job, request: { token?: string; parameters: Record<string, string> }): string;
  /** Asks a run to end; one that has ended is left alone. */
  cancel(runId: string): void;
  /** Runs failed tasks again and answers the repair's id. Job parameters not given fall back to the job's own. */
  repair(job: Job, request: RepairRequest): string;
}

/** A repair as Jobs 2.2 takes it. */
interface RepairRequest {
  runId: string;
  latestRepairId?: string;
  parameters: Record<string, string>;
  /** Task keys, or every failed one. */
  tasks: { kind: "allFailed" } | { kind: "named"; keys: string[] };
}

const longestToken = 64;

/** Starts, cancels and repairs runs; what happens in between is the lifecycle's. */
export function createRuns(parts: {
  store: Store;
  clock: Clock;
  records: RunRecords;
  lifecycle: RunLifecycle;
}): Runs {
  const { store, clock, records, lifecycle } = parts;
  return {
    start: (job, { token, parameters }) =>
      store.transaction(() => {
        refuseLongToken(token);
        const known = token === undefined ? null : records.byToken(token);
        if (known !== null) return known.id;
        const run = newRun(store.nextId(), job, clock.now(), token ?? null);
        run.parameters = { ...job.settings.parameters, ...parameters };
        lifecycle.begin(run, job, null, job.settings.tasks);
        return run.id;
      }),
    cancel: (runId) =>
      store.transaction(() => {
        const run = records.get(runId);
        if (run.state === "RUNNING") lifecycle.stop(run, "cancelled");
      }),
    repair: (job, request) =>
      store.transaction(() => {
        const run = records.get(request.runId);
        refuseRepair(run, records, request.latestRepairId);
        const keys = chooseTasks(records.tasks(run.id), request.tasks);
        const repairId = store.nextId();
        const now = clock.now();
        const parameters = { ...job.settings.parameters, ...request.parameters };
        const repaired = { ...newRun(run.id, job, now, run.token), parameters };
        const { startedAt } = run;
        const attempt = run.attempt + 1;
        lifecycle.begin({ ...repaired, startedAt, attempt }, job, repairId, keys);
        return repairId;
      }),
  };
}

function newRun(id: string, job: Job, now: number, token: string | null): Run {
  return {
    id,
    jobId: job.id,
    jobName: job.settings.name,
    token,
    parameters: {},
    state: "RUNNING",
    attempt: 1,
    startedAt: now,
    attemptAt: now,
    endsAt: null,
    timeoutAt: null,
    endedAt: null,
    stopped: null,
    stoppedAt: null,
    pid: null,
    script: null,
    ending: null,
  };
}

function refuseLongToken(token: string | undefined): void {
  if (token !== undefined && token.length > longestToken) {
    throw invalidParameter(
      `idempotency_token is ${token.length} characters; it must be at most ${longestToken}.`,
    );
  }
}

function refuseRepair(run: Run, records: RunRecords, latest: string | undefined): void {
  if (run.state !== "TERMINATED") {
    throw new ApiError(400, "INVALID_STATE", `Run ${run.id} cannot be repaired while in progress.`);
  }
  const known = records.attempts(run.id).at(-1)?.repairId ?? undefined;
  if (latest !== known) {
    throw invalidParameter(
      `latest_repair_id is ${latest ?? "missing"}; the latest repair of run ${run.id} is ${known ?? "none"}.`,
    );
  }
}

/** The newest task run of each key, in the order of the tasks. */
export function latestTasks(tasks: TaskRun[]): TaskRun[] {
  return [...new Map(tasks.map((task) => [task.key, task])).values()];
}

function chooseTasks(tasks: TaskRun[], wanted: RepairRequest["tasks"]): string[] {
  const latest = latestTasks(tasks);
  if (wanted.kind === "named") {
    const unknown = wanted.keys.find((key) => !latest.some((task) => task.key === key));
    if (unknown !== undefined) throw invalidParameter(`Task ${unknown} does not exist.`);
    return wanted.keys;
  }
  const failed = latest.filter(({ code }) => code !== "SUCCESS").map(({ key }) => key);
  if (failed.length === 0) throw invalidParameter("The run has no failed tasks to repair.");
  return failed;
}
