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
export interface RunData {
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
  function getExperiment(id: string): Experiment {
    const found = store.one<Experiment>(
      "SELECT id, name, created_at AS createdAt FROM experiments WHERE id = ?",
      id,
    );
    if (found === undefined) throw notFound(`No Experiment with id=${id} exists`);
    return found;
  }
  function getRun(id: string): TrackedRun {
    const run = store.one<TrackedRun>(`SELECT ${runColumns} FROM mlflow_runs WHERE id = ?`, id);
    if (run === undefined) throw notFound(`Run with id=${id} not found`);
    return run;
  }
  function activeRun(id: string): TrackedRun {
    const run = getRun(id);
    if (run.stage === "active") return run;
    throw invalidParameter(
      `The run ${id} must be in the 'active' state. Current state is deleted.`,
    );
  }
  function findExperiment(name: string): Experiment | null {
    return (
      store.one<Experiment>(
        "SELECT id, name, created_at AS createdAt FROM experiments WHERE name = ?",
        name,
      ) ?? null
    );
  }

  return {
    getExperiment,
    findExperiment,
    getRun,
    createExperiment(name: string): Experiment {
      if (!name.startsWith("/")) {
        throw invalidParameter(
          `Got an invalid experiment name '${name}'. An experiment name must be an absolute path within the workspace.`,
        );
      }
      if (findExperiment(name) !== null) {
        throw alreadyExists(`Node named '${name}' already exists`);
      }
      const experiment = { id: store.nextId(), name, createdAt: clock.now() };
      store.run(
        "INSERT INTO experiments VALUES (?, ?, ?)",
        experiment.id,
        name,
        experiment.createdAt,
      );
      return experiment;
    },
    createRun(made: { experimentId: string; startTime: number; userId: string }): TrackedRun {
      getExperiment(made.experimentId);
      const id = randomBytes(16).toString("hex");
      store.run(
        "INSERT INTO mlflow_runs VALUES (?, ?, 'RUNNING', ?, NULL, 'active', ?)",
        ...[id, made.experimentId, made.startTime, made.userId],
      );
      return getRun(id);
    },
    updateRun(id: string, change: { status?: string; endTime?: number }): TrackedRun {
      const run = activeRun(id);
      store.run(
        "UPDATE mlflow_runs SET status = ?, end_time = ? WHERE id = ?",
        ...[change.status ?? run.status, change.endTime ?? run.endTime, id],
      );
      return getRun(id);
    },
    deleteRun(id: string): void {
      getRun(id);
      store.run("UPDATE mlflow_runs SET stage = 'deleted' WHERE id = ?", id);
    },
    logMetric(runId: string, metric: Metric): void {
      activeRun(runId);
      store.run(
        "INSERT INTO metrics (run_id, key, value, timestamp, step) VALUES (?, ?, ?, ?, ?)",
        ...[runId, metric.key, String(clamp(metric.value)), metric.timestamp, metric.step],
      );
    },
    logParam(runId: string, key: string, value: string): void {
      activeRun(runId);
      const where = "WHERE run_id = ? AND key = ?";
      const known = store.one<{ value: string }>(`SELECT value FROM params ${where}`, runId, key);
      if (known !== undefined && known.value !== value) {
        const change = `'${known.value}' to '${value}'`;
        throw invalidParameter(
          `Changing param values is not allowed. Param with key='${key}' was already logged: ${change}.`,
        );
      }
      store.run("INSERT OR REPLACE INTO params VALUES (?, ?, ?)", runId, key, value);
    },
    setTag(runId: string, key: string, value: string): void {
      activeRun(runId);
      store.run("INSERT OR REPLACE INTO tags VALUES (?, ?, ?)", runId, key, value);
    },
    data: (runId: string): RunData => ({
      metrics: newestByKey(
        store.all<MetricRow>(
          `SELECT ${metricColumns} FROM metrics WHERE run_id = ?
           ORDER BY key, step, timestamp, CAST(value AS REAL)`,
          runId,
        ),
      ),
      params: store.all("SELECT key, value FROM params WHERE run_id = ? ORDER BY key", runId),
      tags: store.all("SELECT key, value FROM tags WHERE run_id = ? ORDER BY key", runId),
    }),
    history(runId: string, key: string): Metric[] {
      getRun(runId);
      return store
        .all<MetricRow>(
          `SELECT ${metricColumns} FROM metrics WHERE run_id = ? AND key = ? ORDER BY position`,
          runId,
          key,
        )
        .map(metricOf);
    },
    artifactUri: (run: TrackedRun): string =>
      `${artifactRoot}/${run.experimentId}/${run.id}/artifacts`,
    artifactLocation: (experiment: Experiment): string => `${artifactRoot}/${experiment.id}`,
    runsOf: (experimentIds: string[]): TrackedRun[] =>
      experimentIds.flatMap((id) =>
        store.all<TrackedRun>(
          `SELECT ${runColumns} FROM mlflow_runs WHERE experiment_id = ? ORDER BY start_time DESC, rowid DESC`,
          id,
        ),
      ),
  };
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
