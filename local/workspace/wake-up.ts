import type { Clock } from "./clock.ts";

const longestTimerMilliseconds = 24 * 3600 * 1000;

/** Calls `work` when the next thing is due on a real clock. */
export interface WakeUp {
  /** Asks again what is due next; a time in the past is due at once. */
  set(due: number | null): void;
  clear(): void;
}

/** A single timer; it does not keep the process alive. */
export function createWakeUp(clock: Clock, work: () => void): WakeUp {
  let timer: NodeJS.Timeout | undefined;
  return {
    set(due) {
      clearTimeout(timer);
      if (due === null) return;
      const delay = Math.min(Math.max(0, due - clock.now()), longestTimerMilliseconds);
      timer = setTimeout(work, delay);
      timer.unref();
    },
    clear: () => clearTimeout(timer),
  };
}
