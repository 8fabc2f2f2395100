import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { translateError, translateQuery } from "./sql-dialect.ts";
import { timestampText } from "./table-cells.ts";

/** A named parameter as the statement API takes it; values are strings. */
export interface StatementParameter {
  name: string;
  value?: string | null;
  /** @default STRING */
  type?: string;
}

/** Outcome of one statement: SQL errors are answers, not HTTP errors. */
export type StatementOutcome =
  | {
      kind: "succeeded";
      columns: { name: string; type: "LONG" | "DOUBLE" | "STRING" | "BOOLEAN" | "TIMESTAMP" }[];
      /** Values as strings, as the API answers them. */
      rows: (string | null)[][];
    }
  | { kind: "failed"; message: string };

/** Runs one SELECT over the tables. */
export function runStatement(
  database: DatabaseSync,
  statement: string,
  parameters: StatementParameter[],
): StatementOutcome {
  const query = translateQuery(statement);
  if (query.kind === "refused") return { kind: "failed", message: query.message };
  const given = new Map(parameters.map((parameter) => [parameter.name, parameter]));
  const unbound = query.parameters.find((name) => !given.has(name));
  if (unbound !== undefined) {
    const message = `[UNBOUND_SQL_PARAMETER] Found the unbound parameter: ${unbound}. SQLSTATE: 42P02`;
    return { kind: "failed", message };
  }
  const values: Record<string, SQLInputValue> = {};
  for (const name of query.parameters) {
    const parameter = given.get(name);
    const value = parameter === undefined ? invalid : parameterValue(parameter);
    if (value === invalid) {
      const message = `[CAST_INVALID_INPUT] The value of parameter ${name} is not a ${parameter?.type}. SQLSTATE: 22018`;
      return { kind: "failed", message };
    }
    values[name] = value;
  }
  return execute(database, query.text, values);
}

function execute(
  database: DatabaseSync,
  text: string,
  values: Record<string, SQLInputValue>,
): StatementOutcome {
  database.exec("PRAGMA query_only = ON");
  try {
    const statement = database.prepare(text);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    const rows = statement.all(values) as unknown as unknown[][];
    const columns = statement.columns().map(({ name, type }, index) => ({
      name,
      type: columnType(
        type,
        rows.map((row) => row[index]),
      ),
    }));
    const texts = rows.map((row) =>
      row.map((value, index) => valueText(value, columns[index]?.type ?? "STRING")),
    );
    return { kind: "succeeded", columns, rows: texts };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "failed", message: translateError(message) };
  } finally {
    database.exec("PRAGMA query_only = OFF");
  }
}

const invalid = Symbol("a value that does not fit its type");

function parameterValue({ value, type = "STRING" }: StatementParameter) {
  if (value === null || value === undefined) return null;
  switch (type.toUpperCase().replace(/\(.*/, "")) {
    case "INT":
    case "INTEGER":
    case "BIGINT":
    case "LONG":
    case "SMALLINT":
      return /^[-+]?\d+$/.test(value) ? BigInt(value) : invalid;
    case "DOUBLE":
    case "FLOAT":
    case "DECIMAL":
      return value.trim() === "" || Number.isNaN(Number(value)) ? invalid : Number(value);
    case "BOOLEAN":
      return /^(true|false)$/i.test(value) ? Number(value.toLowerCase() === "true") : invalid;
    case "TIMESTAMP":
      return timestampText(value);
    default:
      return value;
  }
}

type ResultType = Extract<StatementOutcome, { kind: "succeeded" }>["columns"][number]["type"];

const declaredTypes: Record<string, ResultType> = {
  BIGINT: "LONG",
  DOUBLE: "DOUBLE",
  TEXT: "STRING",
  BOOLEAN: "BOOLEAN",
  TIMESTAMP_TEXT: "TIMESTAMP",
};

/** A plain column has its table's type; an expression has the type of its values. */
function columnType(declared: string | null, values: unknown[]): ResultType {
  const known = declared === null ? undefined : declaredTypes[declared];
  if (known !== undefined) return known;
  const present = values.filter((value) => value !== null);
  if (present.length > 0 && present.every((value) => typeof value === "bigint")) return "LONG";
  const numeric = present.every((value) => ["bigint", "number"].includes(typeof value));
  return present.length > 0 && numeric ? "DOUBLE" : "STRING";
}

function valueText(value: unknown, type: ResultType): string | null {
  if (value === null || value === undefined) return null;
  if (type === "BOOLEAN") return String(Number(value) !== 0);
  if (type !== "DOUBLE") return String(value);
  const number = Number(value);
  return Number.isInteger(number) ? number.toFixed(1) : String(number);
}
