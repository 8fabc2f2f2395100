import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import type { FileLook } from "../core/dataset/dataset-facts.ts";
import type { Question } from "../core/improvement/question.ts";
import type { OrderEnd, PausableItem } from "../core/response/plan-pause.ts";

/** State of one Databricks run as Jobs 2.2 tells it. Ids are strings: int64 does not fit a number. */
export interface JobRun {
  runId: string;
  /** `status.state`: QUEUED, PENDING, RUNNING, BLOCKED, WAITING, TERMINATING or TERMINATED. */
  state: string;
  /** `termination_details`, present once TERMINATED. */
  termination: { code: string; type: string; message: string } | null;
  /** Task runs with their key, result and own run id, for repair and output. */
  tasks: { key: string; runId: string; state: string; code: string | null }[];
  pageUrl: string;
  /** Milliseconds since the epoch; null until known. */
  startedAt: number | null;
  endedAt: number | null;
}

/** One run in the list of its job's runs. */
export interface ListedRun {
  runId: string;
  /** Termination code; null while it goes on. */
  code: string | null;
  /** Milliseconds since the epoch; null until known. */
  startedAt: number | null;
  endedAt: number | null;
}

/** Databricks Jobs 2.2. Every method but `repair` may be called again with the same input. */
export interface Jobs {
  /** Id of the job with exactly this name, or null. Throws where several have it. */
  findJob(name: string): Promise<string | null>;
  /** Starts a run, or finds the one that this token started. Token: at most 64 characters. */
  runNow(request: {
    jobId: string;
    token: string;
    parameters: Record<string, string>;
  }): Promise<{ runId: string }>;
  /** The job's runs, newest first, at most 100. */
  listRuns(jobId: string): Promise<ListedRun[]>;
  /** Null where there is no such run; Databricks forgets runs after 60 days. */
  getRun(runId: string): Promise<JobRun | null>;
  /** Error, trace and result of a task run, each cut to 4,000 characters; empty where there is none. */
  getOutput(taskRunId: string): Promise<{ error: string; trace: string; result: string }>;
  /** Asks for a cancel; the run ends later. A run that has ended is left alone. */
  cancel(runId: string): Promise<void>;
  /** Runs only the failed tasks again. The caller first reads the run: it is not idempotent. */
  repair(request: {
    runId: string;
    parameters: Record<string, string>;
    latestRepairId: string | null;
  }): Promise<{ repairId: string }>;
}

/** One MLflow run as logged: numbers may be NaN or infinite, missing ones are absent. */
export interface LoggedRun {
  runId: string;
  status: string;
  startedAt: number;
  endedAt: number | null;
  metrics: Record<string, number>;
  params: Record<string, string>;
  tags: Record<string, string>;
}

/** MLflow tracking. */
export interface Runs {
  /** Runs of the experiment whose tags all equal these, newest first, at most 100. */
  findRuns(query: { experiment: string; tags: Record<string, string> }): Promise<LoggedRun[]>;
  getRun(runId: string): Promise<LoggedRun | null>;
  /** Every value logged under one key, by step: folds, epochs. */
  getHistory(runId: string, metric: string): Promise<{ step: number; value: number }[]>;
}

/** One version of a registered model. */
export interface ModelVersion {
  version: string;
  runId: string;
  /** `READY`, `PENDING_REGISTRATION` or `FAILED_REGISTRATION`. */
  status: string;
  tags: Record<string, string>;
}

/** A registry of models and their aliases: Unity Catalog, or open-source MLflow. */
export interface Models {
  getVersion(model: string, version: string): Promise<ModelVersion | null>;
  /** Version that the alias names, or null where the alias (or the model) is absent. */
  getAlias(model: string, alias: string): Promise<string | null>;
  /** Moves the alias. There is no compare-and-set: read before and after. Throws where the version is absent. */
  setAlias(model: string, alias: string, version: string): Promise<void>;
  /** Deletes the alias; one that is absent is left so. */
  deleteAlias(model: string, alias: string): Promise<void>;
  setTag(model: string, version: string, key: string, value: string): Promise<void>;
}

/** SQL on a Databricks warehouse, values as strings. */
export interface Statements {
  /** One reading statement with named parameters; rows in order. Throws with the SQL error where it fails. It may be sent twice. */
  query(
    statement: string,
    parameters: Record<string, string | number>,
  ): Promise<Record<string, string | null>[]>;
}

/** The data in the bronze container, looked at without loading it. */
export interface Lake {
  /** Facts of one file, or why it cannot be read. Throws only where the store is unreachable. */
  look(path: string, input: ModelDefinition["input"]): Promise<FileLook>;
  /** Every file whose path begins so, in no order. */
  list(prefix: string): Promise<{ path: string; modifiedAt: number }[]>;
  /** Facts of a Unity Catalog table. */
  lookAtTable(table: string, input: ModelDefinition["input"]): Promise<FileLook>;
}

/** Small JSON blobs that are written once. */
export interface Records {
  /** Creates the blob; `exists` where there already is one, whatever it holds. */
  create(
    container: string,
    path: string,
    body: string,
  ): Promise<{ kind: "created" } | { kind: "exists" }>;
  /** Null where there is no such blob. Throws where there is no such container. */
  read(container: string, path: string): Promise<string | null>;
  /** Names below the prefix, in order. */
  list(container: string, prefix: string): Promise<string[]>;
  /** Names of the `most` that were created last, newest first; more where some came in the same second as the last. */
  listNewest(container: string, prefix: string, most: number): Promise<string[]>;
}

/** Somebody to tell. A notifier that fails throws; the incident is already recorded. */
export interface Notifier {
  name: string;
  notify(card: {
    title: string;
    text: string;
    severity: "critical" | "warning" | "informational";
    key: string;
    /** Keys of the cards whose matter this one ends. @default none */
    closes?: string[];
  }): Promise<void>;
}

/** Kinds of compute that can be paused; a schedule is that of a job. */
export type ComputeKind = "cluster" | "warehouse" | "schedule" | "pipeline";

/** One piece of compute that costs money while it runs; a schedule runs unless it is paused. */
export type ComputeItem = PausableItem;

/** Compute of the workspace. Each method may be called again with the same input. */
export interface Compute {
  /** Every cluster, SQL warehouse, pipeline and scheduled job that the identity sees. */
  list(): Promise<ComputeItem[]>;
  /** Stops it, or pauses its schedule; what is stopped is left alone. */
  stop(item: Pick<ComputeItem, "kind" | "id">): Promise<OrderEnd>;
  /** Starts it, or lets its schedule go on; what runs is left alone. */
  start(item: Pick<ComputeItem, "kind" | "id">): Promise<OrderEnd>;
}

/** A message that was given up and waits for a fix; `description` says why, untrusted. */
export interface DeadLetter {
  messageId: string;
  body: string;
  deliveries: number;
  /** ISO 8601. */
  enqueuedAt: string;
  description: string;
}

/** Messages that were given up, by queue. Each call is about the oldest, at most `most`. */
export interface DeadLetters {
  /** Leaves each where it is; nobody else sees them meanwhile. */
  look(queue: string, most: number): Promise<DeadLetter[]>;
  /**
   * Sends each again, and takes it away only once it was sent: perhaps sent twice, never lost. Answers how many were
   * sent, and what ended it before all were; throws where that was before the first.
   */
  replay(queue: string, most: number): Promise<{ replayed: number; problem: string | null }>;
}

/** A language model that plans and criticises. */
export interface Opinions {
  /** Price of a million tokens in US dollars; 0 where unknown. */
  dollarsPerMillionTokens: number;
  /** The most tokens that asking this may cost, in and out. */
  mostTokens(question: Question): number;
  /** Asks once. Whatever the endpoint does is an answer or a reason: it never throws. `tokens` is a whole number from 0, null where unknown. */
  ask(
    question: Question,
  ): Promise<
    | { kind: "answered"; text: string; tokens: number | null }
    | { kind: "failed"; reason: string; tokens: number | null }
  >;
}
