import { Cron } from "croner";
import { functionsOf, textSetting, triggerOf } from "./bindings.ts";
import { clientInputs } from "./client-input.ts";
import type { Engine } from "./engine.ts";
import { invoke } from "./invoke.ts";
import { sendOutputs } from "./outputs.ts";
import type { Retries } from "./retries.ts";
import type { App, AppFunction } from "./worker.ts";

/** A function that runs by the clock. */
export interface TimerTrigger {
  called: AppFunction;
  schedule: string;
  runsOnStartup: boolean;
}

interface Row {
  schedule: string;
  last_at: number | null;
  next_at: number;
  updated_at: number;
}

/** The app's timers by function name. Throws on a schedule that is not NCRONTAB. */
export function timersOf(app: App): Map<string, TimerTrigger> {
  const timers = functionsOf(app, "timerTrigger").map((called): [string, TimerTrigger] => {
    const { binding } = triggerOf(called);
    const schedule = textSetting(called, binding, "schedule");
    checkSchedule(called.name, schedule);
    return [called.name, { called, schedule, runsOnStartup: binding.runOnStartup === true }];
  });
  return new Map(timers);
}

function checkSchedule(name: string, schedule: string): void {
  try {
    if (!/^[\d\sA-Z*,/-]+$/i.test(schedule) || nextOccurrence(schedule, 0) === null) {
      throw new Error("it never comes");
    }
  } catch (cause) {
    throw new Error(
      `Function "${name}": schedule is "${schedule}"; it must be an NCRONTAB expression with six ` +
        'fields, seconds first. "0 */5 * * * *" means every five minutes.',
      { cause },
    );
  }
}

/** First time (ms) strictly after `after` that the schedule names, in UTC; null if none comes. */
export function nextOccurrence(schedule: string, after: number): number | null {
  const cron = new Cron(schedule, {
    mode: "6-part",
    // Unlike Unix cron, NCRONTAB wants day of month and day of week both to match.
    domAndDow: true,
    timezone: "UTC",
    paused: true,
  });
  return cron.nextRun(new Date(after))?.getTime() ?? null;
}

/** Brings the stored schedules in line with the app's and wakes what must run at the start. */
export async function startTimers(
  engine: Engine,
  timers: Map<string, TimerTrigger>,
): Promise<void> {
  const { store, clock } = engine;
  const now = clock.now();
  const known = store.all<{ name: string; schedule: string }>("SELECT name, schedule FROM timers");
  const stale = known.filter(({ name, schedule }) => timers.get(name)?.schedule !== schedule);
  const fresh = [...timers].filter(([name, { schedule }]) =>
    known.every((row) => row.name !== name || row.schedule !== schedule),
  );
  if (stale.length + fresh.length > 0) {
    await store.transact(() => {
      for (const { name } of stale) store.run("DELETE FROM timers WHERE name = ?", name);
      for (const [name, { schedule }] of fresh) {
        const next = nextOccurrence(schedule, now) ?? Number.MAX_SAFE_INTEGER;
        store.run("INSERT INTO timers VALUES (?, ?, NULL, ?, ?)", name, schedule, next, now);
      }
    });
  }
  for (const [name, { runsOnStartup }] of timers) {
    if (runsOnStartup || (readTimer(engine, name)?.next_at ?? now + 1) <= now) {
      engine.wake({ kind: "timer", name });
    }
  }
}

/** When the first timer is due after `after`, or null. */
export function nextTimerAt(engine: Engine, after: number): number | null {
  const row = engine.store.get<{ at: number | null }>(
    "SELECT MIN(next_at) AS at FROM timers WHERE next_at > ?",
    after,
  );
  return row?.at ?? null;
}

/** Wakes the timers that became due after `from` and up to `to`. */
export function releaseTimers(engine: Engine, from: number, to: number): void {
  const rows = engine.store.all<{ name: string }>(
    "SELECT name FROM timers WHERE next_at > ? AND next_at <= ?",
    from,
    to,
  );
  for (const { name } of rows) engine.wake({ kind: "timer", name });
}

/** Runs a timer's function once and sets its next time. */
export async function runTimer(
  engine: Engine,
  { called, schedule }: TimerTrigger,
  retries: Retries,
): Promise<void> {
  const { name } = called;
  const row = readTimer(engine, name);
  if (!row) return;
  const now = engine.clock.now();
  const isPastDue = now - row.next_at >= 1000;
  engine.tell({ kind: "invocationStarted", name, input: { isPastDue }, at: now });
  const failedTries = retries.failedTries(name);
  let error: string | null = null;
  try {
    const answer = await invoke(called, {
      inputs: [
        { name: triggerOf(called).name, data: { json: timerInfo(row, isPastDue) } },
        ...clientInputs(engine, called),
      ],
      retry: { retryCount: failedTries, maxRetryCount: called.retry?.maxRetryCount ?? 0 },
      log: (level, message) => engine.log(name, level, message),
    });
    retries.succeeded(name);
    await engine.store.transact(() => {
      sendOutputs(engine, called, answer);
      setNext(engine, name, schedule, now);
    });
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
    if (!retries.failed(name, called.retry, now, { kind: "timer", name })) {
      await engine.store.transact(() => setNext(engine, name, schedule, now));
    }
  }
  const at = engine.clock.now();
  engine.tell({ kind: "invocationEnded", name, ...(error === null ? {} : { error }), at });
}

function readTimer(engine: Engine, name: string): Row | undefined {
  return engine.store.get<Row>("SELECT * FROM timers WHERE name = ?", name);
}

/** What was missed while the function ran is not made up for: the next time lies after now. */
function setNext(engine: Engine, name: string, schedule: string, ranAt: number): void {
  const now = engine.clock.now();
  const next = nextOccurrence(schedule, now) ?? Number.MAX_SAFE_INTEGER;
  engine.store.run(
    "UPDATE timers SET last_at = ?, next_at = ?, updated_at = ? WHERE name = ?",
    ranAt,
    next,
    now,
    name,
  );
}

function timerInfo(row: Row, isPastDue: boolean): string {
  const iso = (time: number) => new Date(time).toISOString();
  return JSON.stringify({
    Schedule: { AdjustForDST: true },
    ScheduleStatus: {
      Last: iso(row.last_at ?? row.updated_at),
      Next: iso(row.next_at),
      LastUpdated: iso(row.updated_at),
    },
    IsPastDue: isPastDue,
  });
}
