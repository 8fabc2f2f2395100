import type { Records } from "../clients/ports.ts";
import { day, instantOf } from "../core/instant.ts";
import { type Decision, type LedgerEntry, sealEntry } from "../core/ledger.ts";
import { containers, ledgerPath } from "../core/names.ts";

/** Place of an entry in its chain. */
export type LedgerPlace = Pick<LedgerEntry, "sequence" | "hash">;

/** What is known of the end of one model's chain. */
interface Tail {
  last: LedgerPlace | null;
  /** Entries of the last day by key, to find a decision that was recorded before a crash. */
  recent: Map<string, LedgerPlace>;
}

/** A decision may be recorded this long after it was made: retries end far earlier. */
const longestDelay = day;

/**
 * Opens the ledger for appending. The end of a chain is remembered, never trusted: an entry is created only
 * where there is none, so whoever appended meanwhile is read first and the chain has no fork.
 */
export function openLedger(records: Records): {
  append(decision: Decision): Promise<LedgerPlace>;
} {
  const tails = new Map<string, Promise<Tail>>();

  async function tailOf(model: string, since: number): Promise<Tail> {
    const known = tails.get(model);
    if (known !== undefined) return known;
    const reading = readTail(records, model, since - longestDelay);
    tails.set(model, reading);
    reading.catch(() => tails.delete(model));
    return reading;
  }

  return {
    async append(decision) {
      const tail = await tailOf(decision.model, decision.at);
      for (;;) {
        const recorded = tail.recent.get(decision.key);
        if (recorded !== undefined) return recorded;
        const entry = sealEntry(decision, tail.last);
        const path = ledgerPath(decision.model, entry.sequence);
        const body = `${JSON.stringify(entry, null, 2)}\n`;
        const { kind } = await records.create(containers.ledger, path, body);
        extend(tail, kind === "created" ? entry : await readEntry(records, path));
      }
    },
  };
}

function extend(tail: Tail, entry: LedgerEntry): void {
  const place = { sequence: entry.sequence, hash: entry.hash };
  if (entry.sequence > (tail.last?.sequence ?? 0)) tail.last = place;
  tail.recent.set(entry.key, place);
}

async function readTail(records: Records, model: string, oldest: number): Promise<Tail> {
  const tail: Tail = { last: null, recent: new Map() };
  const paths = await records.list(containers.ledger, `${model}/`);
  for (const path of paths.reverse()) {
    const entry = await readEntry(records, path);
    extend(tail, entry);
    if ((instantOf(entry.at) ?? 0) < oldest) break;
  }
  return tail;
}

/** Reads one entry. Throws where it is missing or no entry: then the chain must be looked at by a person. */
export async function readEntry(records: Records, path: string): Promise<LedgerEntry> {
  const text = await records.read(containers.ledger, path);
  if (text === null) {
    throw new Error(`Ledger: entry ${path} is missing. Run "nightshift ledger verify".`);
  }
  return JSON.parse(text) as LedgerEntry;
}
