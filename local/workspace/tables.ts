import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { parse as parseCsv } from "csv-parse/sync";
import { ApiError } from "./api-error.ts";
import type { Clock } from "./clock.ts";
import { quoteName } from "./sql-dialect.ts";
import type { Store } from "./store.ts";
import { type Column, castText, inferColumns, storedTypes, storedValue } from "./table-cells.ts";

/** A table that SQL statements can read. */
export interface TableDefinition {
  /** Full name in three parts; case does not matter. */
  name: string;
  source:
    | { kind: "rows"; rows: Record<string, unknown>[] }
    /** A CSV file with a header line; an empty field is null. */
    | { kind: "csv"; path: string; delimiter?: string }
    /** A JSON array of objects, or one object a line. */
    | { kind: "json"; path: string };
  /** @default what the values look like */
  columns?: Column[];
}

/** A table as Unity Catalog knows it. */
export interface TableInfo {
  name: string;
  columns: Column[];
  createdAt: number;
  updatedAt: number;
}

/** Keeps tables in a database of their own, so that statements see nothing else. */
export function createTables(store: Store, clock: Clock, file: string) {
  const database = new DatabaseSync(file);
  function define({ name, source, columns }: TableDefinition): void {
    refuseName(name);
    const rows = readRows(source);
    const now = clock.now();
    const table: TableInfo = {
      name: name.toLowerCase(),
      columns: columns ?? inferColumns(rows),
      createdAt: now,
      updatedAt: now,
    };
    recreate(database, table);
    insert(database, table, rows);
    const text = JSON.stringify(table.columns);
    store.run("INSERT OR REPLACE INTO tables VALUES (?, ?, ?, ?)", table.name, text, now, now);
  }
  return {
    database,
    /** Throws 404 TABLE_DOES_NOT_EXIST where there is none. */
    get(name: string): TableInfo {
      const table = find(store, name);
      if (table !== null) return table;
      throw new ApiError(404, "TABLE_DOES_NOT_EXIST", `Table '${name}' does not exist.`);
    },
    /** Makes the table, in place of one of the same name. */
    define,
    /** Makes an empty table; one of this name is left alone. */
    ensure(name: string, columns: Column[]): void {
      if (find(store, name) === null) define({ name, source: { kind: "rows", rows: [] }, columns });
    },
    /** Adds rows to a table; fields without a column are ignored. */
    append(name: string, rows: Record<string, unknown>[]): void {
      const table = find(store, name);
      if (table === null)
        throw new RangeError(`Table ${name}: it is not defined; define it first.`);
      insert(database, table, rows);
      store.run("UPDATE tables SET updated_at = ? WHERE name = ?", clock.now(), table.name);
    },
    close: () => database.close(),
  };
}

function find(store: Store, name: string): TableInfo | null {
  const columns = "name, columns, created_at AS createdAt, updated_at AS updatedAt";
  const row = store.one<Omit<TableInfo, "columns"> & { columns: string }>(
    `SELECT ${columns} FROM tables WHERE name = ?`,
    name.toLowerCase(),
  );
  return row === undefined ? null : { ...row, columns: JSON.parse(row.columns) };
}

function recreate(database: DatabaseSync, table: TableInfo): void {
  if (table.columns.length === 0) {
    throw new RangeError(`Table ${table.name}: it has no columns; give rows, or name the columns.`);
  }
  const columns = table.columns.map(({ name, type }) => `${quoteName(name)} ${storedTypes[type]}`);
  database.exec(`DROP TABLE IF EXISTS ${quoteName(table.name)}`);
  database.exec(`CREATE TABLE ${quoteName(table.name)} (${columns.join(", ")})`);
}

function insert(database: DatabaseSync, table: TableInfo, rows: Record<string, unknown>[]): void {
  const marks = table.columns.map(() => "?").join(", ");
  const statement = database.prepare(`INSERT INTO ${quoteName(table.name)} VALUES (${marks})`);
  database.exec("BEGIN");
  try {
    for (const row of rows) {
      statement.run(...table.columns.map(({ name, type }) => storedValue(row[name], type)));
    }
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    throw error;
  }
}

/** What {@link createTables} makes. */
export type Tables = ReturnType<typeof createTables>;

function refuseName(name: string): void {
  if (!/^[^.\s]+\.[^.\s]+\.[^.\s]+$/.test(name)) {
    throw new RangeError(`Table ${name}: the name must have three parts, catalog.schema.table.`);
  }
}

function readRows(source: TableDefinition["source"]): Record<string, unknown>[] {
  if (source.kind === "rows") return source.rows;
  const text = readFileSync(source.path, "utf8");
  if (source.kind === "csv") {
    return parseCsv(text, {
      bom: true,
      columns: true,
      delimiter: source.delimiter ?? ",",
      cast: (value, { header }) => (header ? value : castText(value)),
    });
  }
  return text.trimStart().startsWith("[")
    ? JSON.parse(text)
    : text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => JSON.parse(line));
}
