import type { Work } from "./dispatcher.ts";
import type { RetryPolicy } from "./worker.ts";

/**
 * Executions of timer and event hub triggers that wait for their next try. Kept in memory, as in
 * Azure: a restarted host counts anew.
 */
export interface Retries {
  /** Tries that have failed so far. */
  failedTries(name: string): number;
  /** Notes a failed try; answers whether another one follows. */
  failed(name: string, policy: RetryPolicy | undefined, now: number, work: Work): boolean;
  succeeded(name: string): void;
  nextAt(): number | null;
  /** Takes out the work whose next try is due by then. */
  due(by: number): Work[];
}

/** Starts with nothing to retry. */
export function createRetries(): Retries {
  const tries = new Map<string, number>();
  const waiting = new Map<string, { at: number; work: Work }>();
  const forget = (name: string) => {
    tries.delete(name);
    waiting.delete(name);
  };
  return {
    failedTries: (name) => tries.get(name) ?? 0,
    failed: (name, policy, now, work) => {
      const count = (tries.get(name) ?? 0) + 1;
      const most = policy?.maxRetryCount ?? 0;
      if (!policy || (most >= 0 && count > most)) {
        forget(name);
        return false;
      }
      tries.set(name, count);
      waiting.set(name, { at: now + retryDelayMs(policy, count), work });
      return true;
    },
    succeeded: forget,
    nextAt: () =>
      waiting.size === 0 ? null : Math.min(...[...waiting.values()].map(({ at }) => at)),
    due: (by) =>
      [...waiting].flatMap(([name, { at, work }]) => {
        if (at > by) return [];
        waiting.delete(name);
        return [work];
      }),
  };
}

/** Wait before the retry of this number (from 1), in ms. */
export function retryDelayMs(policy: RetryPolicy, count: number): number {
  if (policy.retryStrategy?.toLowerCase() !== "exponentialbackoff") {
    return (policy.delayInterval?.seconds ?? 0) * 1000;
  }
  const shortest = policy.minimumInterval?.seconds ?? 0;
  const longest = policy.maximumInterval?.seconds ?? Number.POSITIVE_INFINITY;
  return Math.min(shortest * 2 ** (count - 1), longest) * 1000;
}
