import type { Ending } from "./scripted-outcome.ts";

/** Why a run is being stopped. */
export type StopReason = "cancelled" | "timedOut" | "lost";

/** What decides whether a run goes on. Times are milliseconds since the epoch on the workspace's clock. */
export interface RunFacts {
  /** End of the declared duration; null where the run ends as soon as its child does. */
  endsAt: number | null;
  timeoutAt: number | null;
  /** Why it is being stopped, and since when. */
  stopped: { why: StopReason; at: number } | null;
  /** How it ends, once known. */
  ending: Ending | null;
  child: "alive" | "none";
}

/** What to do about a run now. */
export type RunStep =
  /** Nothing before `until`; null where only its child can move it. */
  | { kind: "wait"; until: number | null }
  | { kind: "timeOut" }
  | { kind: "stopped"; why: StopReason }
  | { kind: "end"; ending: Ending };

/**
 * Judges one run at a time. A run lasts until its declared end even where its child is faster, and until its
 * child has exited even where that is slower: the clock is then held.
 */
export function judgeRun(run: RunFacts, now: number): RunStep {
  if (run.stopped !== null) {
    return run.child === "alive"
      ? { kind: "wait", until: run.stopped.at }
      : { kind: "stopped", why: run.stopped.why };
  }
  const timeoutAt = timeoutThatCounts(run);
  if (timeoutAt !== null && timeoutAt <= now) return { kind: "timeOut" };
  if (run.ending !== null && (run.endsAt ?? now) <= now) return { kind: "end", ending: run.ending };
  return { kind: "wait", until: timeoutAt ?? run.endsAt };
}

/** A timeout counts where it comes before the declared end, or before a child that declares none has ended. */
function timeoutThatCounts({ endsAt, timeoutAt, ending }: RunFacts): number | null {
  if (timeoutAt === null) return null;
  if (endsAt === null) return ending === null ? timeoutAt : null;
  return timeoutAt < endsAt ? timeoutAt : null;
}
