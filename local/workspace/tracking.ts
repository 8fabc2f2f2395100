import { randomBytes } from "node:crypto";
import { alreadyExists, invalidParameter, notFound } from "./api-error.ts";
import type { Clock } from "./clock.ts";
import type { Store } from "./store.ts";

/** An MLflow experiment. */
export interface Experiment {
  id: string;
  name: string;
  createdAt: number;
}

/** One MLflow run without what it logged. Times are milliseconds since the epoch. */
export interface TrackedRun {
  id: string;
  experimentId: string;
  status: string;
  startTime: number;
  endTime: number | null;
  stage: "active" | "deleted";
  userId: string;
}

/** One logged value. */
export interface Metric {
  key: string;
  value: number;
  timestamp: number;
  step: number;
}

/** What a run logged: the newest value of each metric, params and tags. */
interface RunData {
  metrics: Metric[];
  params: { key: string; value: string }[];
  tags: { key: string; value: string }[];
}

type MetricRow = Omit<Metric, "value"> & { value: string };

const runColumns =
  "id, experiment_id AS experimentId, status, start_time AS startTime, end_time AS endTime, stage, user_id AS userId";
const metricColumns = "key, value, timestamp, step";

/**
 * MLflow tracking: experiments, runs and what they log. Absent things are refused with 404. Artifacts are written
 * by the runs themselves below `artifactRoot`, a file URL.
 */
export function createTracking(store: Store, clock: Clock, artifactRoot: string) {
  const experiments = createExperiments(store, clock);
  const runs = createRunReads(store);
  return {
    ...experiments,
    ...runs,
    ...createRunWrites(store, experiments, runs),
    ...createLogging(store, runs),
    artifactUri: (run: TrackedRun): string =>
      `${artifactRoot}/${run.experimentId}/${run.id}/artifacts`,
    artifactLocation: (experiment: Experiment): string => `${artifactRoot}/${experiment.id}`,
  };
}

function createExperiments(store: Store, clock: Clock) {
  const select = "SELECT id, name, created_at AS createdAt FROM experiments";
  const find = (name: string): Experiment | null =>
    store.one<Experiment>(`${select} WHERE name = ?`, name) ?? null;
  return {
    findExperiment: find,
    getExperiment(id: string): Experiment {
      const found = store.one<Experiment>(`${select} WHERE id = ?`, id);
      if (found === undefined) throw notFound(`No Experiment with id=${id} exists`);
      return found;
    },
    createExperiment(name: string): Experiment {
      if (!name.startsWith("/")) {
        throw invalidParameter(
          `Got an invalid experiment name '${name}'. An experiment name must be an absolute path within the workspace.`,
        );
      }
      if (find(name) !== null) throw alreadyExists(`Node named '${name}' already exists`);
      const made = { id: store.nextId(), name, createdAt: clock.now() };
      store.run("INSERT INTO experiments VALUES (?, ?, ?)", made.id, name, made.createdAt);
      return made;
    },
  };
}

function createRunReads(store: Store) {
  function getRun(id: string): TrackedRun {
    const run = store.one<TrackedRun>(`SELECT ${runColumns} FROM mlflow_runs WHERE id = ?`, id);
    if (run === undefined) throw notFound(`Run with id=${id} not found`);
    return run;
  }
  const metrics = `SELECT ${metricColumns} FROM metrics WHERE run_id = ?`;
  const newestLast = `${metrics} ORDER BY key, step, timestamp, CAST(value AS REAL)`;
  const inOrder = `${metrics} AND key = ? ORDER BY position`;
  return {
    getRun,
    data: (runId: string): RunData => ({
      metrics: newestByKey(store.all<MetricRow>(newestLast, runId)),
      params: store.all("SELECT key, value FROM params WHERE run_id = ? ORDER BY key", runId),
      tags: store.all("SELECT key, value FROM tags WHERE run_id = ? ORDER BY key", runId),
    }),
    history(runId: string, key: string): Metric[] {
      getRun(runId);
      return store.all<MetricRow>(inOrder, runId, key).map(metricOf);
    },
    /** Newest first in each experiment. */
    runsOf(experimentIds: string[]): TrackedRun[] {
      const where = "WHERE experiment_id = ? ORDER BY start_time DESC, rowid DESC";
      const select = `SELECT ${runColumns} FROM mlflow_runs ${where}`;
      return experimentIds.flatMap((id) => store.all<TrackedRun>(select, id));
    },
  };
}

type RunReads = ReturnType<typeof createRunReads>;

function createRunWrites(
  store: Store,
  experiments: ReturnType<typeof createExperiments>,
  runs: RunReads,
) {
  return {
    createRun(made: { experimentId: string; startTime: number; userId: string }): TrackedRun {
      const { experimentId, startTime, userId } = made;
      experiments.getExperiment(experimentId);
      const id = randomBytes(16).toString("hex");
      const insert = "INSERT INTO mlflow_runs VALUES (?, ?, 'RUNNING', ?, NULL, 'active', ?)";
      store.run(insert, id, experimentId, startTime, userId);
      return runs.getRun(id);
    },
    updateRun(id: string, change: { status?: string; endTime?: number }): TrackedRun {
      const { status, endTime } = activeRun(runs, id);
      const update = "UPDATE mlflow_runs SET status = ?, end_time = ? WHERE id = ?";
      store.run(update, change.status ?? status, change.endTime ?? endTime, id);
      return runs.getRun(id);
    },
    deleteRun(id: string): void {
      runs.getRun(id);
      store.run("UPDATE mlflow_runs SET stage = 'deleted' WHERE id = ?", id);
    },
  };
}

function createLogging(store: Store, runs: RunReads) {
  return {
    logMetric(runId: string, { key, value, timestamp, step }: Metric): void {
      activeRun(runs, runId);
      const columns = "run_id, key, value, timestamp, step";
      const insert = `INSERT INTO metrics (${columns}) VALUES (?, ?, ?, ?, ?)`;
      store.run(insert, runId, key, String(clamp(value)), timestamp, step);
    },
    logParam(runId: string, key: string, value: string): void {
      activeRun(runs, runId);
      const known = runs.data(runId).params.find((param) => param.key === key)?.value;
      if (known !== undefined && known !== value) {
        throw invalidParameter(
          `Changing param values is not allowed. Param with key='${key}' was already logged: '${known}' to '${value}'.`,
        );
      }
      store.run("INSERT OR REPLACE INTO params VALUES (?, ?, ?)", runId, key, value);
    },
    setTag(runId: string, key: string, value: string): void {
      activeRun(runs, runId);
      store.run("INSERT OR REPLACE INTO tags VALUES (?, ?, ?)", runId, key, value);
    },
  };
}

function activeRun(runs: RunReads, id: string): TrackedRun {
  const run = runs.getRun(id);
  if (run.stage === "active") return run;
  throw invalidParameter(`The run ${id} must be in the 'active' state. Current state is deleted.`);
}

/** What {@link createTracking} makes. */
export type Tracking = ReturnType<typeof createTracking>;

/** MLflow keeps NaN but clamps infinities to the largest double. */
function clamp(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}

/** The newest value of a metric is the one of the highest step, then time, then value. */
function newestByKey(rows: MetricRow[]): Metric[] {
  return [...new Map(rows.map((row) => [row.key, metricOf(row)])).values()];
}

function metricOf(row: MetricRow): Metric {
  return { key: row.key, value: Number(row.value), timestamp: row.timestamp, step: row.step };
}
