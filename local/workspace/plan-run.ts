import type { Job } from "./jobs.ts";
import type { RunFacts, StopReason } from "./judge-run.ts";
import type { Run } from "./run-records.ts";
import {
  type Ending,
  endingOf,
  noOutput,
  planEnding,
  type ScriptedOutcome,
} from "./scripted-outcome.ts";

/**
 * Plans one attempt: how it ends, where a script (or the lack of a command) decides that already, and when. Without
 * declared durations a command takes as long as it takes.
 */
export function planRun(
  run: Run,
  job: Job,
  script: ScriptedOutcome | null,
  durations: "declared" | "asItTakes",
): Run {
  const ending = script === null ? withoutScript(job) : (planEnding(script) ?? withoutScript(job));
  const seconds = script?.takesSeconds ?? job.settings.takesSeconds;
  const lasts = durations === "declared" || script?.takesSeconds !== undefined || ending !== null;
  const { timeoutSeconds } = job.settings;
  return {
    ...run,
    script,
    ending,
    endsAt: lasts ? run.attemptAt + seconds * 1000 : null,
    timeoutAt: timeoutSeconds === 0 ? null : run.attemptAt + timeoutSeconds * 1000,
  };
}

/** A job without a command has nothing to run; all others end as their child does. */
function withoutScript(job: Job): Ending | null {
  if (job.settings.command.length > 0) return null;
  const message = `Job ${job.settings.name} has no local command and no scripted outcome.`;
  return endingOf("RESOURCE_NOT_FOUND", message);
}

/** What the judgement of a run needs to know. */
export function factsOf(run: Run, child: RunFacts["child"]): RunFacts {
  const { endsAt, timeoutAt, ending, stopped } = run;
  return {
    endsAt,
    timeoutAt,
    ending,
    stopped: stopped === null ? null : { why: stopped, at: run.stoppedAt ?? run.attemptAt },
    child,
  };
}

/** How a stopped run ends; what its child had written is kept. */
export function planStop(why: StopReason, run: Run): Ending {
  const { output = noOutput } = run.ending ?? {};
  const endings = {
    cancelled: endingOf("USER_CANCELED", "Run cancelled."),
    timedOut: endingOf("TIMEDOUT", "Run cancelled: it exceeded its timeout."),
    lost: endingOf("INTERNAL_ERROR", "The process that ran this job died; the run is lost."),
  };
  return { ...endings[why], output };
}

/** How a run ends whose child did its work before the cluster was lost. */
export function planLoss(ending: Ending): Ending {
  const lost = endingOf("CLUSTER_ERROR", "The cluster was lost: its driver node went away.");
  return { ...lost, type: "CLOUD_FAILURE", output: ending.output };
}
