import type { ColumnFacts } from "../core/dataset/dataset-facts.ts";
import { finite } from "./finite.ts";
import { newTextTally, tallyText } from "./text-tally.ts";

/** What was seen of one column of JSON values. */
export interface JsonTally {
  integers: number;
  fractions: number;
  strings: number;
  booleans: number;
  /** Lists and objects. */
  others: number;
  /** Whether every string so far is a timestamp. */
  timestamps: boolean;
  min: number;
  max: number;
}

/** A tally that has seen nothing. */
export function newJsonTally(): JsonTally {
  const counts = { integers: 0, fractions: 0, strings: 0, booleans: 0, others: 0 };
  return { ...counts, timestamps: true, min: Infinity, max: -Infinity };
}

/** Adds one value to a tally; null is a value that is missing, so it adds nothing. */
export function tallyJson(tally: JsonTally, value: unknown): void {
  if (value === null || value === undefined) return;
  if (typeof value === "number") {
    if (Number.isInteger(value)) tally.integers++;
    else tally.fractions++;
    if (value < tally.min) tally.min = value;
    if (value > tally.max) tally.max = value;
  } else if (typeof value === "string") {
    tally.strings++;
    if (tally.timestamps) tally.timestamps = isTimestamp(value);
  } else if (typeof value === "boolean") tally.booleans++;
  else tally.others++;
}

/** Facts of a column of JSON values in a file of so many rows: a row without the key has a null there. */
export function factsOfJson(
  name: string,
  tally: JsonTally,
  rows: number,
  asked: Exclude<ColumnFacts["type"], "other"> | undefined,
): ColumnFacts {
  const type = typeOfJson(tally, asked);
  const { integers, fractions, strings, booleans, others } = tally;
  const values = integers + fractions + strings + booleans + others;
  const isKnown = (type === "integer" || type === "number") && values > 0;
  const reason = values === 0 ? "the column has no value" : `the column is of type ${type}`;
  const unknown = { kind: "unknown", reason } as const;
  return {
    name,
    type,
    nulls: { kind: "known", value: rows - values },
    min: isKnown ? finite(tally.min) : unknown,
    max: isKnown ? finite(tally.max) : unknown,
  };
}

function typeOfJson(
  { integers, fractions, strings, booleans, others, timestamps }: JsonTally,
  asked: Exclude<ColumnFacts["type"], "other"> | undefined,
): ColumnFacts["type"] {
  const kinds = [integers + fractions, strings, booleans, others].filter((count) => count > 0);
  if (kinds.length === 0) return asked ?? "string";
  if (kinds.length > 1 || others > 0) return "other";
  if (strings > 0) return asked === "timestamp" && timestamps ? "timestamp" : "string";
  if (booleans > 0) return "boolean";
  return fractions > 0 || asked === "number" ? "number" : "integer";
}

function isTimestamp(value: string): boolean {
  const tally = newTextTally();
  tallyText(tally, value);
  return tally.values === 1 && tally.timestamp;
}
