import type { Clock } from "./clock.ts";
import type { Compute } from "./compute.ts";
import type { Fault } from "./faults.ts";
import type { Job, JobDefinition } from "./jobs.ts";
import type { Version } from "./models.ts";
import type { Run } from "./run-records.ts";
import type { ScriptedOutcome } from "./scripted-outcome.ts";
import type { Column } from "./table-cells.ts";
import type { TableDefinition } from "./tables.ts";
import type { WorkspaceEvent } from "./workspace-event.ts";

/** How a workspace is started. */
export interface WorkspaceOptions {
  /** SQLite file of its state; tables and artifacts live beside it. `:memory:` keeps nothing. */
  stateFile: string;
  clock: Clock;
  /** `virtual`: runs last as declared and move only when `settle` is called. `real`: they end as their children do. */
  mode: "real" | "virtual";
  /** Bearer token that every call must bring. */
  token: string;
  /** Port on 127.0.0.1. @default 0 (any free one) */
  port?: number;
  /** Seconds between SIGTERM and SIGKILL of a stopped child. @default 5 */
  graceSeconds?: number;
  /** Seconds that a stopped cluster is TERMINATING, and refuses to be started. @default 5 */
  clusterEndsSeconds?: number;
  /** Real seconds that a child may hold a virtual clock before it is killed. @default 600 */
  longestChildSeconds?: number;
  /** First id of jobs and runs; beyond 2^53 they no longer fit a JavaScript number. @default 1001 */
  firstId?: string;
}

/** A Databricks workspace in this process. */
export interface Workspace {
  url: string;
  token: string;
  /** The SQL warehouse that is always there. */
  warehouseId: string;
  /** Makes the job, or redefines the one of this name. */
  defineJob(definition: JobDefinition): Job;
  /** What the next run of the job that has no script yet does. */
  script(jobName: string, outcome: ScriptedOutcome): void;
  /** Lets the next matching calls fail. Throws RangeError where the fault could never happen. */
  fault(fault: Fault): void;
  clearFaults(): void;
  defineTable(definition: TableDefinition): void;
  /** Makes an empty table; one of this name is left alone. */
  ensureTable(table: string, columns: Column[]): void;
  appendRows(table: string, rows: Record<string, unknown>[]): void;
  defineCompute(compute: Compute): void;
  /** Registers the model; one that exists is left alone. */
  registerModel(fullName: string): void;
  /** Makes a version look half registered or failed, as after a broken upload. */
  setVersionStatus(model: string, version: string, status: Version["status"]): void;
  /** Every run, newest first. */
  runs(): Run[];
  /** When a run moves next, in ms since the epoch; at or before now where a child holds the clock; null where none does. */
  nextDue(): number | null;
  /** Applies what is due now, and waits for the children whose declared time is over. */
  settle(): Promise<void>;
  /** From now on the clock flows at real pace, and runs move by themselves. */
  realTime(): void;
  /** Answers how to stop listening. */
  onEvent(listener: (event: WorkspaceEvent) => void): () => void;
  /** Kills the children, ends the server and closes the state. */
  close(): Promise<void>;
}

/** Everything of a workspace but its address and its end. */
export type OpenWorkspace = Omit<Workspace, "url" | "close">;
