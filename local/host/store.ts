import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { createCommitGroup } from "./commit-group.ts";
import { schema, schemaVersion } from "./schema.ts";

/** The state file. Statements are prepared once and kept. */
export interface Store {
  /** First row, or undefined. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  /** Runs a statement that changes rows; answers the new row's id and how many rows changed. */
  run(sql: string, ...values: SQLInputValue[]): { id: number; changes: number };
  /**
   * Runs the work at once as one transaction: all of it or, when it throws, nothing. Resolves once
   * it is durable.
   */
  transact<T>(work: () => T): Promise<T>;
  /** Resolves once everything that can be read now is durable. */
  settled(): Promise<void>;
  /** Runs once the transaction under way is durable; dropped if it is rolled back. */
  afterCommit(notice: () => void): void;
  close(): void;
}

/** Called after each commit with how many this process has made, before its notices run. */
export type CommitWitness = (commits: number) => void;

/** What a commit outlives: the end of this process, or of the machine too, for which it waits for the disk. */
export type Durability = "process" | "machine";

/**
 * Opens or creates the state file (":memory:" keeps it in memory).
 * Throws when the file is of a newer version, in use by another process, or no state file.
 */
export function openStore(
  file: string,
  witness: CommitWitness = () => {},
  durability: Durability = "machine",
): Store {
  if (file !== ":memory:") mkdirSync(dirname(file), { recursive: true });
  const database = openDatabase(file, durability);
  const statements = new Map<string, StatementSync>();
  const prepared = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  const group = createCommitGroup(database, witness);
  return {
    // The one place where a row's columns get their types: each query names them beside its SQL.
    get: <Row>(sql: string, ...values: SQLInputValue[]) =>
      prepared(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepared(sql).all(...values) as Row[],
    run: (sql, ...values) => {
      const { lastInsertRowid, changes } = prepared(sql).run(...values);
      return { id: Number(lastInsertRowid), changes: Number(changes) };
    },
    transact: group.add,
    settled: group.settled,
    afterCommit: group.afterCommit,
    close: () => {
      group.commit();
      database.close();
    },
  };
}

function openDatabase(file: string, durability: Durability): DatabaseSync {
  const database = new DatabaseSync(file);
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    database.exec("PRAGMA journal_mode = WAL");
    database.exec(`PRAGMA synchronous = ${durability === "machine" ? "FULL" : "NORMAL"}`);
    adoptSchema(database, file);
    return database;
  } catch (error) {
    database.close();
    throw explainOpening(file, error);
  }
}

function adoptSchema(database: DatabaseSync, file: string): void {
  const found = Number(Object.values(database.prepare("PRAGMA user_version").get() ?? {})[0]);
  if (found > schemaVersion) {
    throw new Error(
      `State file ${file}: its version is ${found}; this host reads up to version ${schemaVersion}. ` +
        "Update Nightshift, or choose another folder with --state DIR.",
    );
  }
  database.exec("BEGIN EXCLUSIVE");
  if (found === 0) database.exec(`${schema}; PRAGMA user_version = ${schemaVersion};`);
  database.exec("COMMIT");
}

function explainOpening(file: string, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (/database is locked/.test(error.message)) {
    return new Error(
      `State file ${file}: another process holds it; one host at a time may. ` +
        "Stop that one, or choose another folder with --state DIR.",
      { cause: error },
    );
  }
  if (/not a database/.test(error.message)) {
    return new Error(
      `State file ${file}: it is not a Nightshift state file. ` +
        "Move it away, or choose another folder with --state DIR.",
      { cause: error },
    );
  }
  return error;
}
