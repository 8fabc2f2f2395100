import type { ScriptedOutcome } from "./scripted-outcome.ts";
import type { Store } from "./store.ts";

/** Outcomes that wait for the next runs of their jobs, first come first used. They survive a restart. */
export interface Scripts {
  add(jobName: string, outcome: ScriptedOutcome): void;
  /** The next outcome for the job, used up by asking; null where its command decides. */
  take(jobName: string): ScriptedOutcome | null;
}

/** Keeps scripts in the store. */
export function createScripts(store: Store): Scripts {
  return {
    add(jobName, outcome) {
      const { takesSeconds = 0 } = outcome;
      if (!(takesSeconds >= 0 && Number.isFinite(takesSeconds))) {
        throw new RangeError(
          `Script for ${jobName}: takesSeconds is ${takesSeconds}; it must be 0 or more.`,
        );
      }
      store.run(
        "INSERT INTO scripts (job_name, outcome) VALUES (?, ?)",
        jobName,
        JSON.stringify(outcome),
      );
    },
    take(jobName) {
      const row = store.one<{ position: number; outcome: string }>(
        "SELECT position, outcome FROM scripts WHERE job_name = ? ORDER BY position LIMIT 1",
        jobName,
      );
      if (row === undefined) return null;
      store.run("DELETE FROM scripts WHERE position = ?", row.position);
      return JSON.parse(row.outcome);
    },
  };
}
