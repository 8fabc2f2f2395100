import { canonicalJson, sha256Hex } from "./digest.ts";
import { type Instant, isoOf } from "./instant.ts";

/** One decision as a recipe hands it over, before it has a place in the ledger. */
export interface Decision {
  /** Instance and step: the same decision recorded twice is one entry. */
  key: string;
  at: Instant;
  /** Model id, or `all`. */
  model: string;
  pattern: "lifecycle" | "improvement" | "response" | "operator";
  instance: string;
  /** What was decided: `dataset`, `run`, `verdict`, `promotion`, `rollback`, `review`, `hold` ... */
  kind: string;
  /** Everything that the decision was made from: JSON data, without NaN. */
  inputs: unknown;
  /** `promote`, `reject`, `review`, `fit`, `unfit` ...; null where the entry is no judgement. */
  verdict: string | null;
  /** What was or would have been done; null for nothing. */
  action: string | null;
  /** How far Nightshift was allowed to go: `act`, `propose`, `observe` or `held`; null where not asked. */
  autonomy: string | null;
  /** Sentences a person reads. */
  reasons: string[];
}

/** A decision in its place in the chain. */
export interface LedgerEntry extends Omit<Decision, "at"> {
  /** From 1, without gaps. */
  sequence: number;
  /** ISO 8601 in UTC. */
  at: string;
  /** Hash of the entry before, or 64 zeros in the first. */
  previousHash: string;
  /** SHA-256 of the canonical JSON of all other fields. */
  hash: string;
}

/** Result of checking one model's chain. `at` is the sequence number where it first breaks. */
export type LedgerCheck =
  | { kind: "intact"; entries: number }
  | { kind: "broken"; at: number; problem: string };

/** Hash that the first entry of a chain points to. */
export const noHash = "0".repeat(64);

/** Puts a decision after `previous` (null: it is the first) and seals it with its hash. */
export function sealEntry(
  decision: Decision,
  previous: Pick<LedgerEntry, "sequence" | "hash"> | null,
): LedgerEntry {
  const unsealed = {
    ...decision,
    at: isoOf(decision.at),
    sequence: (previous?.sequence ?? 0) + 1,
    previousHash: previous?.hash ?? noHash,
  };
  return { ...unsealed, hash: sha256Hex(canonicalJson(unsealed)) };
}

/** Checks a model's entries, given in the order of their sequence numbers, and names the first edit, gap or reorder. */
export function verifyLedger(entries: readonly LedgerEntry[]): LedgerCheck {
  let previous: Pick<LedgerEntry, "sequence" | "hash"> = { sequence: 0, hash: noHash };
  for (const entry of entries) {
    const problem = findBreak(entry, previous);
    if (problem !== null) return { kind: "broken", at: previous.sequence + 1, problem };
    previous = entry;
  }
  return { kind: "intact", entries: entries.length };
}

function findBreak(
  entry: LedgerEntry,
  previous: Pick<LedgerEntry, "sequence" | "hash">,
): string | null {
  const expected = previous.sequence + 1;
  if (entry.sequence > expected) return `gap: entry ${expected} is missing`;
  if (entry.sequence < expected) {
    return `reorder: entry ${entry.sequence} stands where ${expected} belongs`;
  }
  const { hash, ...unsealed } = entry;
  if (hash !== hashOf(unsealed)) return `edit: entry ${expected} does not match its own hash`;
  if (entry.previousHash !== previous.hash) {
    return `edit: entry ${expected} does not follow the entry before it, which was changed or replaced`;
  }
  return null;
}

function hashOf(unsealed: Omit<LedgerEntry, "hash">): string | null {
  try {
    return sha256Hex(canonicalJson(unsealed));
  } catch {
    return null; // what cannot be JSON was not written by sealEntry
  }
}
