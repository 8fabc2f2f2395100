import type { SQLInputValue } from "node:sqlite";

/** Types of table columns, as Unity Catalog names them. */
export type ColumnType = "LONG" | "DOUBLE" | "STRING" | "BOOLEAN" | "TIMESTAMP";

/** One column of a table. */
export interface Column {
  name: string;
  type: ColumnType;
}

/** How SQLite declares each type. */
export const storedTypes: Record<ColumnType, string> = {
  LONG: "BIGINT",
  DOUBLE: "DOUBLE",
  STRING: "TEXT",
  BOOLEAN: "BOOLEAN",
  TIMESTAMP: "TIMESTAMP_TEXT",
};

/** A CSV field as a value: an empty one is null, numbers and truth values are what they look like. */
export function castText(text: string): unknown {
  if (text === "") return null;
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) return Number(text);
  return /^(true|false)$/i.test(text) ? text.toLowerCase() === "true" : text;
}

/** Columns as the rows show them. */
export function inferColumns(rows: Record<string, unknown>[]): Column[] {
  const found = new Map<string, Set<ColumnType>>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      const types = found.get(name) ?? new Set();
      const type = typeOf(value);
      if (type !== null) types.add(type);
      found.set(name, types);
    }
  }
  return [...found].map(([name, types]) => ({ name, type: commonType(types) }));
}

function commonType(types: Set<ColumnType>): ColumnType {
  const [only] = types;
  if (types.size === 1 && only !== undefined) return only;
  return types.size === 2 && types.has("LONG") && types.has("DOUBLE") ? "DOUBLE" : "STRING";
}

const timestampPattern = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[-+]\d\d:?\d\d)?$/;

function typeOf(value: unknown): ColumnType | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return "BOOLEAN";
  if (typeof value === "bigint") return "LONG";
  if (typeof value === "number") return Number.isInteger(value) ? "LONG" : "DOUBLE";
  if (value instanceof Date || timestampPattern.test(String(value))) return "TIMESTAMP";
  return "STRING";
}

/** A value as SQLite stores it. */
export function storedValue(value: unknown, type: ColumnType): SQLInputValue {
  if (value === null || value === undefined) return null;
  if (type === "TIMESTAMP") return timestampText(value);
  if (type === "BOOLEAN") return value === true || value === "true" ? 1 : 0;
  if (type === "LONG" || type === "DOUBLE")
    return typeof value === "bigint" ? value : Number(value);
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** A timestamp as statements compare and answer it: ISO 8601 in UTC, so that order of text is order of time. */
export function timestampText(value: unknown): string {
  const text = value instanceof Date ? value.toISOString() : String(value);
  const zoned = /(Z|[-+]\d\d:?\d\d)$/.test(text) ? text : `${text.replace(" ", "T")}Z`;
  const time = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? text : zoned);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
