import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

/** The workspace's state in one SQLite file. Rows are trusted to have the shape their query names. */
export interface Store {
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  run(sql: string, ...values: SQLInputValue[]): void;
  /** Does the work wholly or not at all; inside another transaction it joins that one. */
  transaction<Result>(work: () => Result): Result;
  /** Calls back once the current transaction is committed (now, where there is none); not at all if it fails. */
  afterCommit(callback: () => void): void;
  /** A fresh int64 id, as a string, unique over all kinds of things. */
  nextId(): string;
  close(): void;
}

/** Version of the state file's layout. A file of a newer version is refused. */
export const schemaVersion = 1;

const schema = `
CREATE TABLE sequence (next TEXT NOT NULL);
CREATE TABLE jobs (id TEXT PRIMARY KEY, name TEXT NOT NULL, settings TEXT NOT NULL, created_at INTEGER NOT NULL);
CREATE INDEX jobs_by_name ON jobs (name);
CREATE TABLE runs (
  id TEXT PRIMARY KEY, job_id TEXT NOT NULL, job_name TEXT NOT NULL, token TEXT UNIQUE, parameters TEXT NOT NULL,
  state TEXT NOT NULL, attempt INTEGER NOT NULL, started_at INTEGER NOT NULL, attempt_at INTEGER NOT NULL,
  ends_at INTEGER, timeout_at INTEGER, ended_at INTEGER, stopped TEXT, stopped_at INTEGER,
  pid INTEGER, script TEXT, ending TEXT
);
CREATE INDEX runs_by_state ON runs (state);
CREATE INDEX runs_by_job ON runs (job_id);
CREATE TABLE tasks (
  id TEXT PRIMARY KEY, run_id TEXT NOT NULL, key TEXT NOT NULL, position INTEGER NOT NULL, attempt INTEGER NOT NULL,
  started_at INTEGER NOT NULL, ended_at INTEGER, code TEXT, output TEXT
);
CREATE INDEX tasks_by_run ON tasks (run_id);
CREATE TABLE attempts (
  run_id TEXT NOT NULL, attempt INTEGER NOT NULL, repair_id TEXT, started_at INTEGER NOT NULL, ended_at INTEGER, ending TEXT,
  PRIMARY KEY (run_id, attempt)
);
CREATE TABLE scripts (position INTEGER PRIMARY KEY AUTOINCREMENT, job_name TEXT NOT NULL, outcome TEXT NOT NULL);
CREATE TABLE experiments (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, created_at INTEGER NOT NULL);
CREATE TABLE mlflow_runs (
  id TEXT PRIMARY KEY, experiment_id TEXT NOT NULL, status TEXT NOT NULL, start_time INTEGER NOT NULL,
  end_time INTEGER, stage TEXT NOT NULL, user_id TEXT NOT NULL
);
CREATE INDEX mlflow_runs_by_experiment ON mlflow_runs (experiment_id);
CREATE TABLE metrics (
  position INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL,
  timestamp INTEGER NOT NULL, step INTEGER NOT NULL
);
CREATE INDEX metrics_by_run ON metrics (run_id, key);
CREATE TABLE params (run_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run_id, key));
CREATE TABLE tags (run_id TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (run_id, key));
CREATE TABLE models (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, next_version INTEGER NOT NULL);
CREATE TABLE versions (
  model TEXT NOT NULL, version INTEGER NOT NULL, source TEXT NOT NULL, run_id TEXT NOT NULL, status TEXT NOT NULL,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY (model, version)
);
CREATE TABLE version_tags (
  model TEXT NOT NULL, version INTEGER NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (model, version, key)
);
CREATE TABLE aliases (model TEXT NOT NULL, alias TEXT NOT NULL, version INTEGER NOT NULL, PRIMARY KEY (model, alias));
CREATE TABLE tables (name TEXT PRIMARY KEY, columns TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE TABLE compute (
  kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, tags TEXT NOT NULL, PRIMARY KEY (kind, id)
);
`;

/**
 * Opens the state file, or makes it; `:memory:` keeps nothing. Throws where the file belongs to a newer version.
 */
export function openStore(file: string, firstId: string): Store {
  const database = openDatabase(file, firstId);
  const statements = new Map<string, StatementSync>();
  function prepare(sql: string): StatementSync {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  }
  function run(sql: string, ...values: SQLInputValue[]): void {
    prepare(sql).run(...values);
  }
  function one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return prepare(sql).get(...values) as Row | undefined;
  }
  return {
    ...createTransactions(run),
    one,
    run,
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepare(sql).all(...values) as Row[],
    nextId() {
      const id = one<{ next: string }>("SELECT next FROM sequence")?.next ?? firstId;
      run("UPDATE sequence SET next = ?", String(BigInt(id) + 1n));
      return id;
    },
    close: () => database.close(),
  };
}

function createTransactions(
  run: (sql: string) => void,
): Pick<Store, "transaction" | "afterCommit"> {
  let callbacks: (() => void)[] | null = null;
  function outermost<Result>(work: () => Result): { result: Result; after: (() => void)[] } {
    run("BEGIN IMMEDIATE");
    const after: (() => void)[] = [];
    callbacks = after;
    try {
      const result = work();
      run("COMMIT");
      return { result, after };
    } catch (error) {
      run("ROLLBACK");
      throw error;
    } finally {
      callbacks = null;
    }
  }
  return {
    transaction(work) {
      if (callbacks !== null) return work();
      const { result, after } = outermost(work);
      for (const callback of after) callback();
      return result;
    },
    afterCommit(callback) {
      if (callbacks === null) callback();
      else callbacks.push(callback);
    },
  };
}

function openDatabase(file: string, firstId: string): DatabaseSync {
  const database = new DatabaseSync(file);
  database.exec(
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000",
  );
  const version = Number(database.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  if (version > schemaVersion) {
    database.close();
    throw new Error(
      `Workspace state ${file}: its version is ${version}; this program reads up to ${schemaVersion}. ` +
        "Use the newer program, or another state folder.",
    );
  }
  if (version === 0) {
    database.exec(`BEGIN; ${schema} PRAGMA user_version = ${schemaVersion};`);
    database.prepare("INSERT INTO sequence VALUES (?)").run(firstId);
    database.exec("COMMIT");
  }
  return database;
}
