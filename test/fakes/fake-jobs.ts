import type { JobRun, Jobs } from "../../functions/clients/ports.ts";

/** How a run of the fake ends: `never` runs until it is cancelled. */
export type FakeEnd = "success" | "codeError" | "never";

/** Jobs in memory: a run goes on until `settle`, then ends as its job was defined to. */
export interface FakeJobs extends Jobs {
  /** Defines a job and gives its id. */
  define(name: string, end: FakeEnd): string;
  /** Lets the run reach its end. */
  settle(runId: string): void;
  /** Parameters of every run started, in order. */
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
  const byToken = new Map<string, string>();
  const started: Record<string, string>[] = [];

  function end(runId: string, how: keyof typeof terminations): void {
    const found = runs.get(runId);
    if (found === undefined || found.run.state === "TERMINATED") return;
    const termination = terminations[how];
    found.run.state = "TERMINATED";
    found.run.termination = termination;
    found.run.endedAt = 2;
    for (const task of found.run.tasks)
      Object.assign(task, { state: "TERMINATED", code: termination.code });
  }

  return {
    started,
    define(name, how) {
      const id = nextId();
      jobs.set(id, { name, end: how });
      return id;
    },
    settle(runId) {
      const how = runs.get(runId)?.end ?? "never";
      if (how !== "never") end(runId, how);
    },
    findJob: async (name) => [...jobs].find(([, job]) => job.name === name)?.[0] ?? null,
    async runNow({ jobId, token, parameters }) {
      const known = byToken.get(token);
      if (known !== undefined) return { runId: known };
      const job = jobs.get(jobId);
      if (job === undefined) throw new Error(`Fake jobs: there is no job ${jobId}.`);
      const runId = nextId();
      byToken.set(token, runId);
      started.push(parameters);
      runs.set(runId, { end: job.end, run: runningRun(runId, nextId()) });
      return { runId };
    },
    getRun: async (runId) => structuredClone(runs.get(runId)?.run ?? null),
    async getOutput(taskRunId) {
      const found = [...runs.values()].find(({ run }) => run.tasks[0]?.runId === taskRunId);
      const failed = found?.run.termination?.code === "RUN_EXECUTION_ERROR";
      return { error: failed ? "the program failed" : "", trace: "", result: "" };
    },
    cancel: async (runId) => end(runId, "cancelled"),
    async repair({ runId, parameters }) {
      const found = runs.get(runId);
      if (found?.run.state !== "TERMINATED")
        throw new Error(`Fake jobs: run ${runId} has not ended.`);
      found.run = runningRun(runId, nextId());
      started.push(parameters);
      return { repairId: nextId() };
    },
  };
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
