import { type Clock, timestamp } from "./clock.ts";
import type { Job } from "./jobs.ts";
import { judgeRun, type RunStep, type StopReason } from "./judge-run.ts";
import { factsOf, planLoss, planRun, planStop } from "./plan-run.ts";
import { killOrphan, type Processes } from "./processes.ts";
import type { Run, RunRecords } from "./run-records.ts";
import { type Ending, noOutput, type ScriptedOutcome } from "./scripted-outcome.ts";
import type { Scripts } from "./scripts.ts";
import type { Store } from "./store.ts";
import type { Tell } from "./workspace-event.ts";

/** Moves runs from their start to their end, by the clock and by what their children do. */
export interface RunLifecycle {
  /** Begins an attempt: takes the job's next script, or starts its command once the state is committed. */
  begin(run: Run, job: Job, repairId: string | null, taskKeys: string[]): void;
  stop(run: Run, why: StopReason): void;
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
  /** Whether a run without a script lasts its declared time, or as long as its child. */
  durations(): "declared" | "asItTakes";
  /** Called after any change, so that real time can wait for what is due next. */
  changed(): void;
}

/** Makes the lifecycle of every run in the store. */
export function createRunLifecycle(parts: Parts): RunLifecycle {
  return {
    begin: (run, job, repairId, taskKeys) => begin(parts, run, job, { repairId, taskKeys }),
    stop: (run, why) => stop(parts, run, why),
    childEnded(runId, ending) {
      parts.store.transaction(() => keepEnding(parts, runId, ending));
      advance(parts);
    },
    advance: () => advance(parts),
    nextDue: () => nextDue(parts),
    async settle() {
      advance(parts);
      while (isHeld(parts)) {
        await parts.processes.nextEnd();
        advance(parts);
      }
    },
    recover() {
      parts.store.transaction(() => loseOrphans(parts));
      advance(parts);
    },
  };
}

function begin(
  parts: Parts,
  run: Run,
  job: Job,
  attempt: { repairId: string | null; taskKeys: string[] },
): void {
  const { store, clock, records, tell } = parts;
  const script = parts.scripts.take(job.settings.name);
  const begun = planRun(run, job, script, parts.durations());
  records.save(begun);
  records.openAttempt(begun, attempt.repairId, attempt.taskKeys);
  store.afterCommit(() => {
    tell({ type: "run", at: timestamp(clock), state: "started", ...told(begun) });
    if (begun.ending === null) records.save({ ...begun, pid: parts.launch(begun, job) });
    parts.changed();
  });
}

function stop({ store, clock, records, processes, changed }: Parts, run: Run, why: StopReason) {
  records.save({ ...run, state: "TERMINATING", stopped: why, stoppedAt: clock.now() });
  store.afterCommit(() => {
    processes.stop(run.id);
    changed();
  });
}

function keepEnding({ records }: Parts, runId: string, ending: Ending): void {
  const run = records.find(runId);
  if (run === null || run.state === "TERMINATED") return;
  const kept = run.script?.kind === "lost" ? planLoss(ending) : ending;
  records.save({ ...run, pid: null, ending: kept });
}

function judge({ clock, processes }: Parts, run: Run): RunStep {
  return judgeRun(factsOf(run, processes.isAlive(run.id) ? "alive" : "none"), clock.now());
}

function advance(parts: Parts): void {
  parts.store.transaction(() => {
    for (const run of parts.records.active()) apply(parts, run, judge(parts, run));
  });
  parts.changed();
}

function apply(parts: Parts, run: Run, step: RunStep): void {
  if (step.kind === "timeOut") {
    stop(parts, run, "timedOut");
    const stopped = parts.records.get(run.id);
    apply(parts, stopped, judge(parts, stopped));
  } else if (step.kind === "stopped") {
    finish(parts, run, planStop(step.why, run));
  } else if (step.kind === "end") {
    finish(parts, run, step.ending);
  }
}

function finish({ store, clock, records, tell, logScripted }: Parts, run: Run, planned: Ending) {
  const declared = run.stopped === null ? run.endsAt : null;
  const endedAt = Math.min(clock.now(), declared ?? Infinity);
  const script = planned.code === "SUCCESS" ? run.script : null;
  const failure = script === null ? null : logScripted({ ...run, endedAt }, script);
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

function nextDue(parts: Parts): number | null {
  const dues = parts.records.active().map((run) => {
    const step = judge(parts, run);
    return step.kind === "wait" ? (step.until ?? Infinity) : parts.clock.now();
  });
  const due = Math.min(...dues);
  return due === Infinity ? null : due;
}

/** Whether a child is still running though its run should be over. */
function isHeld(parts: Parts): boolean {
  return parts.records.active().some((run) => {
    const step = judge(parts, run);
    const until = step.kind === "wait" ? step.until : null;
    return parts.processes.isAlive(run.id) && until !== null && until <= parts.clock.now();
  });
}

function loseOrphans(parts: Parts): void {
  for (const run of parts.records.active()) {
    if (run.pid !== null) killOrphan(run.pid, run.id);
    if (run.ending === null && run.stopped === null) stop(parts, run, "lost");
  }
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
