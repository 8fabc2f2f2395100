import type { Engine } from "./engine.ts";
import { nextMailAt, releaseMail } from "./inbox.ts";
import { nextMessageAt, releaseMessages } from "./messages.ts";
import type { Retries } from "./retries.ts";
import type { Store } from "./store.ts";
import { nextTimerAt, releaseTimers } from "./timer-trigger.ts";

/** When anything first becomes due after `after`, ms since the epoch; null when nothing does. */
export function nextDue(engine: Engine, retries: Retries, after: number): number | null {
  const times = [
    nextMailAt(engine, after),
    nextMessageAt(engine, after),
    nextTimerAt(engine, after),
    retries.nextAt(),
  ].filter((time) => time !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** Wakes everything that became due after `from` and up to `to`. */
export function release(engine: Engine, retries: Retries, from: number, to: number): void {
  releaseMail(engine, from, to);
  releaseMessages(engine, from, to);
  releaseTimers(engine, from, to);
  for (const work of retries.due(to)) engine.wake(work);
}

/** Wakes every activity that has been scheduled and not finished. */
export function wakeActivities(engine: Engine): void {
  for (const { id } of engine.store.all<{ id: number }>("SELECT id FROM activities ORDER BY id")) {
    engine.wake({ kind: "activity", id });
  }
}

/** The latest time that the state file knows of, so that a restarted clock never runs backwards. */
export function lastTimeIn(store: Store): number {
  const row = store.get<{ at: number | null }>(
    "SELECT MAX(at) AS at FROM (SELECT MAX(updated_at) AS at FROM instances " +
      "UNION ALL SELECT MAX(updated_at) FROM entities " +
      "UNION ALL SELECT MAX(enqueued_at) FROM messages UNION ALL SELECT MAX(updated_at) FROM timers)",
  );
  return row?.at ?? 0;
}
