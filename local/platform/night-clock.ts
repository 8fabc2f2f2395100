/** Something that takes part in virtual time. */
export interface ClockPart {
  /** Resolves once nothing is in flight, with the instant of its next own event; null for none. */
  settled(): Promise<{ nextDue: number | null; ticket: number }>;
  /** Does what is due at the clock's new time; false where work has come in since the ticket was given. */
  moveTo(at: number, ticket: number): Promise<boolean>;
}

/** Virtual time of a night: it stands still while anything works, and jumps to what is due next. */
export interface NightClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Lets everything happen that is due up to and at this instant, and returns when all is quiet there. */
  runTo(target: number): Promise<void>;
  /** From now on time flows at real pace; `runTo` must not be called again. */
  goLive(): void;
}

/** Most looks at one instant before the night counts as stuck. */
const mostStalls = 10_000;

/**
 * Runs parts on one clock. At each instant parts move in the order given, so that a run has ended in the
 * workspace before the host's poll of that instant looks. `onMove` is called before each jump.
 */
export function createNightClock(
  start: number,
  parts: readonly ClockPart[],
  onMove: (now: number) => Promise<void> = async () => {},
): NightClock {
  let now = start;
  let liveSince: number | null = null;

  async function jump(target: number): Promise<"moved" | "quiet"> {
    const looks = await settleAll(parts);
    const due = Math.min(target, ...looks.map(({ nextDue }) => nextDue ?? target));
    const before = now;
    if (due > now) await onMove(due);
    now = Math.max(now, due);
    for (const { part, ticket } of looks) if (!(await part.moveTo(now, ticket))) return "moved";
    return now > before || due < target ? "moved" : "quiet";
  }

  return {
    now: () => (liveSince === null ? now : now + Date.now() - liveSince),
    async runTo(target) {
      for (let stalls = 0, last = now; ; stalls = now > last ? 0 : stalls + 1) {
        last = now;
        if ((await jump(target)) === "quiet" && now >= target) return;
        if (stalls > mostStalls)
          throw new Error(
            `Night clock: it stands at ${new Date(now).toISOString()}; something is due then and never done.`,
          );
      }
    },
    goLive() {
      liveSince = Date.now();
    },
  };
}

interface Look {
  part: ClockPart;
  nextDue: number | null;
  ticket: number;
}

/**
 * Waits until all parts are quiet at once. One may give another work while a third is asked, so they are asked last
 * to first, those that give work before those that get it, until two looks in a row find the same.
 */
async function settleAll(parts: readonly ClockPart[]): Promise<Look[]> {
  for (let last: string | null = null; ; ) {
    const looks: Look[] = [];
    for (const part of parts.toReversed()) looks.unshift({ part, ...(await part.settled()) });
    const found = JSON.stringify(looks.map(({ nextDue }) => nextDue));
    if (found === last) return looks;
    last = found;
  }
}
