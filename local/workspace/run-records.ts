import type { SQLInputValue } from "node:sqlite";
import { invalidParameter } from "./api-error.ts";
import type { StopReason } from "./judge-run.ts";
import type { Ending, ScriptedOutcome, TaskOutput } from "./scripted-outcome.ts";
import type { Store } from "./store.ts";

/** A job run as it is kept. Times are milliseconds since the epoch. */
export interface Run {
  id: string;
  jobId: string;
  jobName: string;
  token: string | null;
  parameters: Record<string, string>;
  state: "RUNNING" | "TERMINATING" | "TERMINATED";
  /** 1, and one more for each repair. */
  attempt: number;
  startedAt: number;
  /** When the current attempt started. */
  attemptAt: number;
  /** Declared end; null where the child alone decides. */
  endsAt: number | null;
  timeoutAt: number | null;
  endedAt: number | null;
  stopped: StopReason | null;
  stoppedAt: number | null;
  pid: number | null;
  script: ScriptedOutcome | null;
  ending: Ending | null;
}

/** One run of one task. */
export interface TaskRun {
  id: string;
  runId: string;
  key: string;
  attempt: number;
  startedAt: number;
  endedAt: number | null;
  /** Termination code; null while it runs. */
  code: string | null;
  output: TaskOutput | null;
}

/** One attempt: the original, or a repair. */
export interface Attempt {
  attempt: number;
  repairId: string | null;
  startedAt: number;
  endedAt: number | null;
  ending: Ending | null;
}

const runColumns = `id, job_id AS jobId, job_name AS jobName, token, parameters, state, attempt, started_at AS startedAt,
  attempt_at AS attemptAt, ends_at AS endsAt, timeout_at AS timeoutAt, ended_at AS endedAt, stopped,
  stopped_at AS stoppedAt, pid, script, ending`;
const taskColumns = `id, run_id AS runId, key, attempt, started_at AS startedAt, ended_at AS endedAt, code, output`;

const attemptColumns =
  "attempt, repair_id AS repairId, started_at AS startedAt, ended_at AS endedAt, ending";

/** Runs, their tasks and attempts, read from and written to the store. */
export function createRunRecords(store: Store) {
  return { ...createReads(store), ...createWrites(store) };
}

function createReads(store: Store) {
  type Row = Record<string, unknown>;
  const runsWhere = (condition: string, ...values: SQLInputValue[]): Run[] =>
    store
      .all<Row>(`SELECT ${runColumns} FROM runs WHERE ${condition}`, ...values)
      .map((row) => parsed<Run>(row, ["parameters", "script", "ending"]));
  const tasksWhere = (condition: string, ...values: SQLInputValue[]): TaskRun[] =>
    store
      .all<Row>(
        `SELECT ${taskColumns} FROM tasks WHERE ${condition} ORDER BY attempt, position`,
        ...values,
      )
      .map((row) => parsed<TaskRun>(row, ["output"]));
  const find = (id: string): Run | null => runsWhere("id = ?", id)[0] ?? null;
  const byAge = "ORDER BY CAST(id AS INTEGER)";
  return {
    find,
    /** Throws 400 where there is none: Databricks does not answer 404. */
    get(id: string): Run {
      const run = find(id);
      if (run === null) throw invalidParameter(`Run ${id} does not exist.`);
      return run;
    },
    byToken: (token: string): Run | null => runsWhere("token = ?", token)[0] ?? null,
    active: (): Run[] => runsWhere(`state <> 'TERMINATED' ${byAge}`),
    /** Newest first. */
    list: (jobId: string | undefined): Run[] =>
      runsWhere(`(? IS NULL OR job_id = ?) ${byAge} DESC`, jobId ?? null, jobId ?? null),
    /** Every task run, earlier attempts too. */
    tasks: (runId: string): TaskRun[] => tasksWhere("run_id = ?", runId),
    task: (id: string): TaskRun | null => tasksWhere("id = ?", id)[0] ?? null,
    attempts: (runId: string): Attempt[] =>
      store
        .all<Row>(`SELECT ${attemptColumns} FROM attempts WHERE run_id = ? ORDER BY attempt`, runId)
        .map((row) => parsed<Attempt>(row, ["ending"])),
  };
}

function createWrites(store: Store) {
  return {
    save(run: Run): void {
      store.run(
        "INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ...[run.id, run.jobId, run.jobName, run.token, JSON.stringify(run.parameters), run.state],
        ...[run.attempt, run.startedAt, run.attemptAt, run.endsAt, run.timeoutAt, run.endedAt],
        ...[run.stopped, run.stoppedAt, run.pid, jsonOrNull(run.script), jsonOrNull(run.ending)],
      );
    },
    openAttempt(run: Run, repairId: string | null, taskKeys: string[]): void {
      const { id, attempt, attemptAt } = run;
      const insertAttempt = "INSERT INTO attempts VALUES (?, ?, ?, ?, NULL, NULL)";
      store.run(insertAttempt, id, attempt, repairId, attemptAt);
      const insertTask = "INSERT INTO tasks VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL)";
      for (const [position, key] of taskKeys.entries()) {
        store.run(insertTask, store.nextId(), id, key, position, attempt, attemptAt);
      }
    },
    closeAttempt({ id, attempt, endedAt }: Run, ending: Ending): void {
      const where = "WHERE run_id = ? AND attempt = ?";
      const update = `UPDATE attempts SET ended_at = ?, ending = ? ${where}`;
      store.run(update, endedAt, JSON.stringify(ending), id, attempt);
    },
    closeTask({ id }: TaskRun, end: { at: number; code: string; output: TaskOutput }): void {
      const update = "UPDATE tasks SET ended_at = ?, code = ?, output = ? WHERE id = ?";
      store.run(update, end.at, end.code, JSON.stringify(end.output), id);
    },
  };
}

/** What {@link createRunRecords} makes. */
export type RunRecords = ReturnType<typeof createRunRecords>;

function parsed<Row>(row: Record<string, unknown>, jsonColumns: string[]): Row {
  const decoded = jsonColumns.map((name) => {
    const text = row[name];
    return [name, typeof text === "string" ? JSON.parse(text) : null];
  });
  return { ...row, ...Object.fromEntries(decoded) } as Row;
}

function jsonOrNull(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
