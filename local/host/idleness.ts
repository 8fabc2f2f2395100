/** The host with nothing under way, until `nextDue` (ms) or a call from outside. */
export interface Idle {
  /** Counts up with every idle phase, so that an answer to an older one can be told. */
  seq: number;
  /** When the next timer, schedule or lock is due; null when nothing is. */
  nextDue: number | null;
}

/** Watches whether the host has anything under way. */
export interface Idleness {
  /** Looks again; called whenever work begins or ends. */
  changed(): void;
  /** The idle phase of now, or null while busy. */
  current(): Idle | null;
  /** Ends the idle phase, so that the next one is announced anew. */
  end(): void;
  /** Resolves in the next idle phase, at once within one. */
  wait(): Promise<Idle>;
}

/** Announces each idle phase once it has begun, and null when it ends. */
export function createIdleness(
  isQuiet: () => boolean,
  nextDue: () => number | null,
  announce: (idle: Idle | null) => void,
): Idleness {
  let idle: Idle | null = null;
  let seq = 0;
  let isLooking = false;
  let waiting: ((idle: Idle) => void)[] = [];
  const end = () => {
    if (idle === null) return;
    idle = null;
    announce(null);
  };
  const look = () => {
    isLooking = false;
    if (idle !== null || !isQuiet()) return;
    seq += 1;
    idle = { seq, nextDue: nextDue() };
    announce(idle);
    const heard = waiting;
    waiting = [];
    for (const hear of heard) hear(idle);
  };
  return {
    changed: () => {
      if (!isQuiet()) return end();
      if (idle !== null || isLooking) return;
      isLooking = true;
      // Work that ends often begins other work at once; only a lasting quiet counts.
      setImmediate(look);
    },
    current: () => idle,
    end,
    wait: () =>
      idle ? Promise.resolve(idle) : new Promise((resolve) => waiting.push((now) => resolve(now))),
  };
}
