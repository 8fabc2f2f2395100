import type { JobRun, Jobs } from "../../functions/clients/ports.ts";

/** How a run of the fake ends: `never` runs until it is cancelled. */
type FakeEnd = "success" | "codeError" | "never";

/** Jobs in memory: a run goes on until `settle`, then ends as its job was defined to. */
export interface FakeJobs extends Jobs {
  /** Defines a job and gives its id. */
  define(name: string, end: FakeEnd): string;
  /** Lets the run reach its end. */
  settle(runId: string): void;
  /** Parameters of every run and repair, in order. */
  readonly started: Record<string, string>[];
}

const terminations = {
  success: { code: "SUCCESS", type: "SUCCESS", message: "" },
  codeError: { code: "RUN_EXECUTION_ERROR", type: "CLIENT_ERROR", message: "the program failed" },
  cancelled: { code: "USER_CANCELED", type: "SUCCESS", message: "" },
};

/** Creates jobs without a job; ids are beyond what a number holds exactly, as some are in life. */
export function createFakeJobs(): FakeJobs {
  let lastId = 9_007_199_254_740_993n;
  const nextId = () => String(lastId++);
  const jobs = new Map<string, { name: string; end: FakeEnd }>();
  const runs = new Map<string, { run: JobRun; end: FakeEnd }>();
  const jobOf = new Map<string, string>();
  const byToken = new Map<string, string>();
  const started: Record<string, string>[] = [];

  function start(runId: string, end: FakeEnd, parameters: Record<string, string>): void {
    started.push(parameters);
    runs.set(runId, { end, run: runningRun(runId, nextId()) });
  }

  return {
    started,
    define(name, end) {
      const id = nextId();
      jobs.set(id, { name, end });
      return id;
    },
    settle(runId) {
      const found = runs.get(runId);
      if (found !== undefined && found.end !== "never") endRun(found.run, found.end);
    },
    findJob: async (name) => [...jobs].find(([, job]) => job.name === name)?.[0] ?? null,
    async runNow({ jobId, token, parameters }) {
      const runId = byToken.get(token) ?? nextId();
      if (!byToken.has(token)) start(runId, endOf(jobs, jobId), parameters);
      byToken.set(token, runId);
      jobOf.set(runId, jobId);
      return { runId };
    },
    listRuns: async (jobId) =>
      [...runs.values()]
        .filter(({ run }) => jobOf.get(run.runId) === jobId)
        .map(({ run: { runId, termination, startedAt, endedAt } }) => ({
          runId,
          code: termination?.code ?? null,
          startedAt,
          endedAt,
        }))
        .reverse(),
    getRun: async (runId) => structuredClone(runs.get(runId)?.run ?? null),
    getOutput: async (taskRunId) => outputOf([...runs.values()], taskRunId),
    async cancel(runId) {
      const found = runs.get(runId);
      if (found !== undefined) endRun(found.run, "cancelled");
    },
    async repair({ runId, parameters }) {
      const found = runs.get(runId);
      if (found?.run.state !== "TERMINATED")
        throw new Error(`Fake jobs: run ${runId} has not ended.`);
      start(runId, found.end, parameters);
      return { repairId: nextId() };
    },
  };
}

function endOf(jobs: Map<string, { end: FakeEnd }>, jobId: string): FakeEnd {
  const job = jobs.get(jobId);
  if (job === undefined) throw new Error(`Fake jobs: there is no job ${jobId}.`);
  return job.end;
}

function endRun(run: JobRun, how: keyof typeof terminations): void {
  if (run.state === "TERMINATED") return;
  const { code } = terminations[how];
  run.state = "TERMINATED";
  run.termination = terminations[how];
  run.endedAt = 2;
  run.tasks = run.tasks.map((task) => ({ ...task, state: "TERMINATED", code }));
}

function outputOf(runs: { run: JobRun }[], taskRunId: string) {
  const found = runs.find(({ run }) => run.tasks[0]?.runId === taskRunId);
  const failed = found?.run.termination?.code === terminations.codeError.code;
  return { error: failed ? terminations.codeError.message : "", trace: "", result: "" };
}

function runningRun(runId: string, taskRunId: string): JobRun {
  return {
    runId,
    state: "RUNNING",
    termination: null,
    tasks: [{ key: "train", runId: taskRunId, state: "RUNNING", code: null }],
    pageUrl: `fake:/runs/${runId}`,
    startedAt: 1,
    endedAt: null,
  };
}
