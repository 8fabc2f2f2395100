import { day, type Instant } from "../instant.ts";

/** The failed run behind an alert, as its job tells it; or why there is none to show. */
export type FailedRun =
  | {
      kind: "found";
      job: string;
      runId: string;
      task: string;
      /** What the task said last; empty where it said nothing. */
      said: string;
      pageUrl: string;
    }
  | { kind: "none"; why: string };

/** One run as its end is judged. */
interface EndingRun {
  /** Termination code; null while it goes on. */
  code: string | null;
  /** Null until it has ended. */
  endedAt: Instant | null;
}

/** The run that ended last, however runs overlapped; null where none has ended. */
export function pickLastEnded<Run extends EndingRun>(runs: readonly Run[]): Run | null {
  const [last] = endedFirst(runs);
  return last ?? null;
}

/** The failed run that ended last: the last run of all whatever its age, else one of the last 24 hours. */
export function pickFailedRun<Run extends EndingRun>(
  runs: readonly Run[],
  now: Instant,
): Run | null {
  const failed = endedFirst(runs).find(({ code }) => code !== "SUCCESS");
  if (failed === undefined) return null;
  const isRecent = (failed.endedAt ?? 0) > now - day;
  return isRecent || failed === pickLastEnded(runs) ? failed : null;
}

function endedFirst<Run extends EndingRun>(runs: readonly Run[]): Run[] {
  return runs
    .filter(({ code }) => code !== null)
    .toSorted((left, right) => (right.endedAt ?? 0) - (left.endedAt ?? 0));
}
