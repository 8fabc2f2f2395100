import type { Clock } from "./clock.ts";
import { timestamp } from "./clock.ts";
import type { Job } from "./jobs.ts";
import { judgeRun, type RunFacts, type RunStep } from "./judge-run.ts";
import { killOrphan, type Processes } from "./processes.ts";
import type { Run, RunRecords } from "./run-records.ts";
import {
  type Ending,
  endingOf,
  noOutput,
  planEnding,
  type ScriptedOutcome,
} from "./scripted-outcome.ts";
import type { Scripts } from "./scripts.ts";
import type { Store } from "./store.ts";
import type { Tell } from "./workspace-event.ts";

/** Moves runs from their start to their end, by the clock and by what their children do. */
export interface RunLifecycle {
  /** Begins an attempt: takes the job's next script, or starts its command once the state is committed. */
  begin(run: Run, job: Job, repairId: string | null, taskKeys: string[]): void;
  stop(run: Run, why: "cancelled" | "timedOut" | "lost"): void;
  /** Keeps how a child ended; the run ends now or at its declared end. */
  childEnded(runId: string, ending: Ending): void;
  /** Applies every transition that is due. */
  advance(): void;
  /** When the next transition is due, in ms since the epoch; at or before now where a child holds the clock. Null where none is. */
  nextDue(): number | null;
  /** Applies what is due, and waits for the children whose declared time is over. */
  settle(): Promise<void>;
  /** Finds the runs whose children died with an earlier process, and loses them. */
  recover(): void;
}

interface Parts {
  store: Store;
  clock: Clock;
  records: RunRecords;
  scripts: Scripts;
  processes: Processes;
  tell: Tell;
  /** Starts the child of a run and answers its process id, or null. */
  launch(run: Run, job: Job): number | null;
  /** Logs what a scripted success would have logged, or answers why the job would have failed at that. */
  logScripted(run: Run, outcome: ScriptedOutcome): Ending | null;
  /** Whether a run without a script lasts its declared time, or only as long as its child. */
  declaredDurations(): boolean;
  /** Called after any change, so that real time can wait for what is due next. */
  changed(): void;
}

/** Makes the lifecycle of every run in the store. */
export function createRunLifecycle(parts: Parts): RunLifecycle {
  const { store, clock, records, processes, tell } = parts;

  function begin(run: Run, job: Job, repairId: string | null, taskKeys: string[]): void {
    const script = parts.scripts.take(job.settings.name);
    const begun = plan(run, job, script, parts.declaredDurations());
    records.save(begun);
    records.openAttempt(begun, repairId, taskKeys);
    store.afterCommit(() => {
      tell({ type: "run", at: timestamp(clock), state: "started", ...told(begun) });
      if (begun.ending === null) {
        const pid = parts.launch(begun, job);
        const current = records.find(begun.id);
        if (current !== null && pid !== null) records.save({ ...current, pid });
      }
      parts.changed();
    });
  }

  function stop(run: Run, why: "cancelled" | "timedOut" | "lost"): void {
    records.save({ ...run, state: "TERMINATING", stopped: why, stoppedAt: clock.now() });
    store.afterCommit(() => {
      processes.stop(run.id);
      parts.changed();
    });
  }

  function childEnded(runId: string, ending: Ending): void {
    store.transaction(() => {
      const run = records.find(runId);
      if (run === null || run.state === "TERMINATED") return;
      const lost = run.script?.kind === "lost";
      records.save({ ...run, pid: null, ending: lost ? lostEnding(ending) : ending });
    });
    advance();
  }

  function step(run: Run): RunStep {
    return judgeRun(factsOf(run, processes.isAlive(run.id)), clock.now());
  }

  function advance(): void {
    store.transaction(() => {
      for (const run of records.active()) apply(run, step(run));
    });
    parts.changed();
  }

  function apply(run: Run, next: RunStep): void {
    if (next.kind === "timeOut") {
      stop(run, "timedOut");
      const stopped = records.get(run.id);
      apply(stopped, step(stopped));
    } else if (next.kind === "stopped") {
      finish(run, stoppedEnding(next.why, run));
    } else if (next.kind === "end") {
      finish(run, next.ending);
    }
  }

  function finish(run: Run, planned: Ending): void {
    const declared = run.stopped === null ? run.endsAt : null;
    const endedAt = Math.min(clock.now(), declared ?? Infinity);
    const script = planned.code === "SUCCESS" ? run.script : null;
    const failure = script === null ? null : parts.logScripted({ ...run, endedAt }, script);
    const ending = failure ?? planned;
    const ended: Run = { ...run, state: "TERMINATED", endedAt, ending, pid: null };
    records.save(ended);
    records.closeAttempt(ended, ending);
    closeTasks(records, ended, ending);
    const { code, message } = ending;
    store.afterCommit(() =>
      tell({ type: "run", at: timestamp(clock), state: "ended", ...told(ended), code, message }),
    );
  }

  function held(): boolean {
    const now = clock.now();
    return records.active().some((run) => {
      const next = step(run);
      return processes.isAlive(run.id) && next.kind === "wait" && (next.until ?? Infinity) <= now;
    });
  }

  return {
    begin,
    stop,
    childEnded,
    advance,
    nextDue() {
      const dues = records.active().map((run) => {
        const next = step(run);
        return next.kind === "wait" ? (next.until ?? Infinity) : clock.now();
      });
      const due = Math.min(...dues);
      return due === Infinity ? null : due;
    },
    async settle() {
      advance();
      while (held()) {
        await processes.nextEnd();
        advance();
      }
    },
    recover() {
      store.transaction(() => {
        for (const run of records.active()) {
          if (run.pid !== null) killOrphan(run.pid, run.id);
          if (run.ending === null && run.stopped === null) stop(run, "lost");
        }
      });
      advance();
    },
  };
}

function plan(run: Run, job: Job, script: ScriptedOutcome | null, declared: boolean): Run {
  const ending = script === null ? withoutScript(job) : (planEnding(script) ?? withoutScript(job));
  const seconds = script?.takesSeconds ?? job.settings.takesSeconds;
  const lasts = declared || script?.takesSeconds !== undefined || ending !== null;
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

function factsOf(run: Run, alive: boolean): RunFacts {
  const { endsAt, timeoutAt, ending, stopped } = run;
  return {
    endsAt,
    timeoutAt,
    ending,
    stopped: stopped === null ? null : { why: stopped, at: run.stoppedAt ?? run.attemptAt },
    child: alive ? "alive" : "none",
  };
}

function stoppedEnding(why: "cancelled" | "timedOut" | "lost", run: Run): Ending {
  const { output = noOutput } = run.ending ?? {};
  const endings = {
    cancelled: endingOf("USER_CANCELED", "Run cancelled."),
    timedOut: endingOf("TIMEDOUT", "Run cancelled: it exceeded its timeout."),
    lost: endingOf("INTERNAL_ERROR", "The process that ran this job died; the run is lost."),
  };
  return { ...endings[why], output };
}

function lostEnding(ending: Ending): Ending {
  const lost = endingOf("CLUSTER_ERROR", "The cluster was lost: its driver node went away.");
  return { ...lost, type: "CLOUD_FAILURE", output: ending.output };
}

function closeTasks(records: RunRecords, run: Run, ending: Ending): void {
  const open = records.tasks(run.id).filter((task) => task.attempt === run.attempt);
  const last = open.at(-1);
  const byKey = Object.keys(ending.tasks).length > 0;
  for (const task of open) {
    const own = task === last || run.stopped !== null ? ending.code : "SUCCESS";
    const code = byKey ? (ending.tasks[task.key] ?? "SUCCESS") : own;
    const output = code === "SUCCESS" && ending.code !== "SUCCESS" ? noOutput : ending.output;
    records.closeTask(task, { at: run.endedAt ?? run.attemptAt, code, output });
  }
}

function told(run: Run) {
  return { job: run.jobName, runId: run.id, attempt: run.attempt, parameters: run.parameters };
}
