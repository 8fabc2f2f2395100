import type { Jobs } from "../clients/ports.ts";
import { planRun, type RunRequest } from "../core/lifecycle/plan-run.ts";

const longestFailure = 2_000;

/** Effects on Databricks jobs. */
export function createTrainingActivities({ jobs, bronzeUrl }: { jobs: Jobs; bronzeUrl: string }) {
  return {
    /** Starts one attempt of a training run, or finds the run that this attempt started before a crash. */
    async triggerDatabricksJob(request: Omit<RunRequest, "bronzeUrl">) {
      const { jobName, token, parameters } = planRun({ ...request, bronzeUrl });
      const jobId = await jobs.findJob(jobName);
      if (jobId === null) {
        const reason = `The workspace has no job named "${jobName}". Deploy the stack, or let the app's identity see the job.`;
        return { kind: "refused" as const, reason };
      }
      const { runId } = await jobs.runNow({ jobId, token, parameters });
      return { kind: "started" as const, runId };
    },

    /** The run as it is now; null where the workspace does not know it (any more). */
    async readJobRun({ runId }: { runId: string }) {
      return await jobs.getRun(runId);
    },

    /** What the failed task of a run said last, at most 2,000 characters; empty where it said nothing. */
    async readJobFailure({ taskRunId }: { taskRunId: string }) {
      const { error, trace } = await jobs.getOutput(taskRunId);
      return {
        text: [error, trace]
          .filter((part) => part !== "")
          .join("\n")
          .slice(0, longestFailure),
      };
    },

    /** Asks for the end of a run; one that has ended is left alone. */
    async cancelJobRun({ runId }: { runId: string }) {
      await jobs.cancel(runId);
      return { kind: "asked" as const };
    },

    /**
     * Runs the failed tasks of an ended run again. A run that no longer stands as it was seen was repaired
     * before a crash, and is left alone.
     */
    async repairJobRun(request: RunRepair) {
      const run = await jobs.getRun(request.runId);
      if (run === null || run.state !== "TERMINATED" || run.endedAt !== request.endedAt) {
        return { kind: "underWay" as const };
      }
      const plan = planRun({ ...request.run, bronzeUrl });
      const { runId } = request;
      await jobs.repair({ runId, parameters: plan.parameters, latestRepairId: null });
      return { kind: "repaired" as const };
    },
  };
}

/** A repair of a run that ended at `endedAt`, with the parameters of the attempt that it makes. */
interface RunRepair {
  runId: string;
  endedAt: number | null;
  run: Omit<RunRequest, "bronzeUrl">;
}
