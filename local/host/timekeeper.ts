import type { Clock } from "./clock.ts";
import type { Engine } from "./engine.ts";
import { wakeReaders } from "./event-hub.ts";
import type { Idleness } from "./idleness.ts";
import type { Triggers } from "./perform.ts";
import { nextDue, release, wakeActivities } from "./schedule.ts";
import { startTimers } from "./timer-trigger.ts";

/** Wakes what time makes due. */
export interface Timekeeper {
  /** Takes up everything that the state file holds. */
  begin(): Promise<void>;
  /** Looks whether the alarm must be set anew; called whenever work begins or ends. */
  changed(): void;
  /** Moves a virtual clock, if the host is still idle in the phase of this number. */
  advance(to: number, seq: number): "advanced" | "refused";
  /** From now on virtual time passes at real pace. */
  flow(): void;
  /** When the next thing becomes due that has not been woken yet, or null. */
  nextDue(): number | null;
  /** Sets no alarm any more. */
  end(): void;
}

/** Keeps time for an engine. */
export function createTimekeeper(
  engine: Engine,
  triggers: Triggers,
  idleness: Idleness,
): Timekeeper {
  const { clock } = engine;
  let released = clock.now();
  const releaseDue = () => {
    const from = released;
    released = clock.now();
    release(engine, triggers.retries, from, released);
  };
  // What became due since the last release is still to come, though its time has passed.
  const nextUnreleased = () => nextDue(engine, triggers.retries, released);
  const alarm = createAlarm(clock, nextUnreleased, releaseDue);
  return {
    begin: async () => {
      release(engine, triggers.retries, -1, released);
      wakeActivities(engine);
      await startTimers(engine, triggers.timers);
      wakeReaders(engine, triggers.hubs);
      alarm.begin();
      idleness.changed();
    },
    changed: alarm.changed,
    advance: (to, seq) => {
      if (clock.flows() || idleness.current()?.seq !== seq || to < clock.now()) return "refused";
      clock.advance(to);
      idleness.end();
      releaseDue();
      idleness.changed();
      return "advanced";
    },
    flow: () => {
      clock.flow();
      alarm.changed();
    },
    nextDue: nextUnreleased,
    end: alarm.end,
  };
}

/** Rings whenever something is due on a flowing clock, between its begin and its end. */
function createAlarm(clock: Clock, due: () => number | null, ring: () => void) {
  let isOn = false;
  let isLooking = false;
  const changed = () => {
    if (isLooking || !isOn || !clock.flows()) return;
    isLooking = true;
    // Once for all the work that begins or ends in this turn of the event loop.
    setImmediate(() => {
      isLooking = false;
      if (isOn) clock.alarm(due(), rings);
    });
  };
  const rings = () => {
    ring();
    changed();
  };
  return {
    changed,
    begin: () => {
      isOn = true;
      changed();
    },
    end: () => {
      isOn = false;
      clock.alarm(null, () => {});
    },
  };
}
