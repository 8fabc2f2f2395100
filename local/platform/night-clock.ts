/** Something that takes part in virtual time. */
export interface ClockPart {
  /** Resolves once nothing is in flight, with the instant of its next own event; null for none. */
  settled(): Promise<{ nextDue: number | null; ticket: number }>;
  /** Moves to an instant, doing what is due; false where work has come in since the ticket was given. */
  moveTo(at: number, ticket: number): Promise<boolean>;
}

/** Virtual time of a night: it stands still while anything works, and jumps to what is due next. */
export interface NightClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Lets everything happen that is due up to and at this instant, and returns when all is quiet there. */
  runTo(target: number): Promise<void>;
}

/** Most jumps without progress before the night counts as stuck. */
const mostStalls = 10_000;

/**
 * Runs parts on one clock. At each instant parts move in the order given, so that a run has ended in the
 * workspace before the host's poll of that instant looks.
 */
export function createNightClock(
  start: number,
  parts: readonly ClockPart[],
  onMove: (now: number) => Promise<void> = async () => {},
): NightClock {
  let now = start;

  async function jump(target: number): Promise<"moved" | "quiet" | "busy"> {
    const tickets: { part: ClockPart; ticket: number }[] = [];
    let due = target;
    for (const part of parts) {
      const { nextDue, ticket } = await part.settled();
      tickets.push({ part, ticket });
      due = Math.min(due, nextDue ?? target);
    }
    const at = Math.max(now, due);
    if (at > now) await onMove(at);
    for (const { part, ticket } of tickets) if (!(await part.moveTo(at, ticket))) return "busy";
    const moved = at > now || due < target;
    now = at;
    return moved ? "moved" : "quiet";
  }

  return {
    now: () => now,
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
  };
}
