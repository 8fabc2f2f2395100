import { createHash } from "node:crypto";
import * as z from "zod/mini";
import type { ColumnFacts, FileFacts, FileLook, Known } from "../core/dataset/dataset-facts.ts";
import { finite } from "./finite.ts";
import type { Http } from "./http.ts";
import { nullIfNotFound } from "./http-error.ts";
import type { Lake, Statements } from "./ports.ts";

const tableReply = z.object({
  columns: z._default(z.array(z.object({ name: z.string(), type_name: z.string() })), []),
  updated_at: z.optional(z.number()),
});
type Table = z.infer<typeof tableReply>;
type Counts = Record<string, string | null>;

/** Column types of Unity Catalog by the catalogue's words; all else is `other`. */
const types: Record<string, ColumnFacts["type"]> = {
  ...Object.fromEntries(["BYTE", "SHORT", "INT", "LONG"].map((name) => [name, "integer"])),
  ...Object.fromEntries(["FLOAT", "DOUBLE", "DECIMAL"].map((name) => [name, "number"])),
  ...Object.fromEntries(["STRING", "CHAR", "VARCHAR"].map((name) => [name, "string"])),
  ...Object.fromEntries(["DATE", "TIMESTAMP", "TIMESTAMP_NTZ"].map((name) => [name, "timestamp"])),
  BOOLEAN: "boolean",
};

/** Creates the part of the lake that looks at Unity Catalog tables: columns by the API, counts by one statement. */
export function createTableLake(options: {
  http: Http;
  /** Null where no warehouse is set: rows, nulls and ranges are then unknown. */
  statements: Statements | null;
}): Pick<Lake, "lookAtTable"> {
  const { http, statements } = options;
  return {
    async lookAtTable(table) {
      const found = await findTable(http, table);
      if (found === null) {
        const detail = `The table ${table} is not there, or the identity may not see it. Check input.table and its grants.`;
        return { kind: "unreadable", unreadable: { path: table, problem: "missing", detail } };
      }
      const counts = statements === null ? null : await count(statements, table, found);
      return { kind: "facts", facts: toFacts(table, found, counts) } satisfies FileLook;
    },
  };
}

async function findTable(http: Http, table: string): Promise<Table | null> {
  const path = `/api/2.1/unity-catalog/tables/${encodeURIComponent(table)}`;
  return http.send({ method: "GET", path }, tableReply).catch(nullIfNotFound);
}

async function count(statements: Statements, table: string, { columns }: Table): Promise<Counts> {
  const parts = columns.flatMap(({ name, type_name }, index) => {
    const column = quote(name);
    const nulls = `count_if(${column} IS NULL) AS nulls_${index}`;
    if (!isNumeric(typeOf(type_name))) return [nulls];
    return [nulls, `min(${column}) AS min_${index}`, `max(${column}) AS max_${index}`];
  });
  const from = table.split(".").map(quote).join(".");
  const statement = `SELECT ${["count(*) AS row_count", ...parts].join(", ")} FROM ${from}`;
  const [row] = await statements.query(statement, {});
  if (row === undefined) throw new Error(`Table ${table}: counting it gave no row.`);
  return row;
}

function toFacts(table: string, { columns, updated_at }: Table, counts: Counts | null): FileFacts {
  const numberOf = (key: string): Known<number> => {
    if (counts === null) return { kind: "unknown", reason: "no SQL warehouse is set" };
    const value = counts[key] ?? null;
    if (value === null) return { kind: "unknown", reason: "the column has no value" };
    return finite(Number(value));
  };
  return {
    path: table,
    bytes: { kind: "unknown", reason: "a table has no size of its own" },
    modifiedAt:
      updated_at === undefined
        ? { kind: "unknown", reason: "the catalog gives no time" }
        : { kind: "known", value: new Date(updated_at).toISOString() },
    rows: numberOf("row_count"),
    columns: columns.map(({ name, type_name }, index) => {
      const type = typeOf(type_name);
      const bound = (side: string): Known<number> =>
        isNumeric(type)
          ? numberOf(`${side}_${index}`)
          : { kind: "unknown", reason: `the column is of type ${type}` };
      return {
        name,
        type,
        nulls: numberOf(`nulls_${index}`),
        min: bound("min"),
        max: bound("max"),
      };
    }),
    digest: createHash("sha256")
      .update(JSON.stringify([table, columns, updated_at, counts]))
      .digest("hex"),
  };
}

function typeOf(typeName: string): ColumnFacts["type"] {
  return types[typeName] ?? "other";
}

function isNumeric(type: ColumnFacts["type"]): boolean {
  return type === "integer" || type === "number";
}

function quote(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}
