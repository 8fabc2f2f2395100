import type { ColumnFacts } from "../core/dataset/dataset-facts.ts";
import { finite } from "./finite.ts";

type AskedType = Exclude<ColumnFacts["type"], "other">;

/** What was seen of one column of text fields. Which types still fit only ever narrows. */
export interface TextTally {
  /** Blank fields. */
  blank: number;
  /** Fields that spell a missing value, such as `NaN`; they are values in a column of strings. */
  spelled: number;
  /** All other fields. */
  values: number;
  integer: boolean;
  number: boolean;
  boolean: boolean;
  timestamp: boolean;
  min: number;
  max: number;
}

const spellings = new Set(["NaN", "nan", "NA", "N/A", "null", "NULL", "None"]);
const booleans = new Set(["true", "false", "True", "False", "TRUE", "FALSE", "0", "1"]);
const integerPattern = /^[+-]?\d+$/;
const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const timestampPattern =
  /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d(?::?\d\d)?)?)?$/;

/** A tally that has seen nothing: every type fits. */
export function newTextTally(): TextTally {
  const fits = { integer: true, number: true, boolean: true, timestamp: true };
  return { blank: 0, spelled: 0, values: 0, ...fits, min: Infinity, max: -Infinity };
}

/** Adds one field to a tally. */
export function tallyText(tally: TextTally, field: string): void {
  const text = field.trim();
  if (text === "") {
    tally.blank++;
    return;
  }
  if (spellings.has(text)) {
    tally.spelled++;
    return;
  }
  tally.values++;
  if (tally.number) tallyNumber(tally, text);
  if (tally.boolean) tally.boolean = booleans.has(text);
  if (tally.timestamp) {
    tally.timestamp = timestampPattern.test(text) && !Number.isNaN(Date.parse(text));
  }
}

function tallyNumber(tally: TextTally, text: string): void {
  tally.integer &&= integerPattern.test(text);
  if (!tally.integer && !numberPattern.test(text)) {
    tally.number = false;
    return;
  }
  const value = Number(text);
  if (value < tally.min) tally.min = value;
  if (value > tally.max) tally.max = value;
}

/**
 * Facts of a column of text. Text carries no types: the column has the type its rule asks for where every
 * value fits that, else the narrowest type that fits all. Without a value it has the asked type, or string.
 */
export function factsOfText(
  name: string,
  tally: TextTally,
  asked: AskedType | undefined,
): ColumnFacts {
  const type = typeOfText(tally, asked);
  const isNumeric = type === "integer" || type === "number";
  const isKnown = isNumeric && tally.values > 0;
  const unknown = {
    kind: "unknown",
    reason: isNumeric ? "the column has no value" : `the column is of type ${type}`,
  } as const;
  const isString = type === "string" && tally.values > 0;
  return {
    name,
    type,
    nulls: { kind: "known", value: isString ? tally.blank : tally.blank + tally.spelled },
    min: isKnown ? finite(tally.min) : unknown,
    max: isKnown ? finite(tally.max) : unknown,
  };
}

function typeOfText(tally: TextTally, asked: AskedType | undefined): AskedType {
  if (asked !== undefined && (asked === "string" || tally[asked])) return asked;
  if (tally.values === 0) return "string";
  const narrowest = (["integer", "number", "boolean", "timestamp"] as const).find(
    (type) => tally[type],
  );
  return narrowest ?? "string";
}
