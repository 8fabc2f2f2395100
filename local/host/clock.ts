/** The host's time, in ms since the epoch. A frozen clock moves only when told to. */
export interface Clock {
  now(): number;
  flows(): boolean;
  /** Moves a frozen clock forward. Throws when the clock flows or the time lies in the past. */
  advance(to: number): void;
  /** From now on time passes at real pace. */
  flow(): void;
  /** Sets the one alarm of a flowing clock, replacing the one before; null clears it. */
  alarm(at: number | null, ring: () => void): void;
}

// setTimeout takes 31 bits; a longer wait rings early and is set again.
const longestWaitMs = 24 * 3600 * 1000;

/** A real clock follows the machine's; a virtual one stands still at `start`. */
export function createClock(kind: "real" | "virtual", start: number): Clock {
  let frozenAt: number | null = kind === "virtual" ? start : null;
  let offset = 0;
  let timeout: NodeJS.Timeout | undefined;
  const now = () => frozenAt ?? Date.now() + offset;
  return {
    now,
    flows: () => frozenAt === null,
    advance: (to) => {
      if (frozenAt === null)
        throw new Error("Clock: it flows at real pace; it cannot be advanced.");
      if (to < frozenAt) {
        throw new Error(`Clock: ${to} lies before ${frozenAt}; time only moves forward.`);
      }
      frozenAt = to;
    },
    flow: () => {
      if (frozenAt !== null) offset = frozenAt - Date.now();
      frozenAt = null;
    },
    alarm: (at, ring) => {
      clearTimeout(timeout);
      timeout = undefined;
      if (at === null || frozenAt !== null) return;
      timeout = setTimeout(ring, Math.min(Math.max(at - now(), 0), longestWaitMs));
    },
  };
}
