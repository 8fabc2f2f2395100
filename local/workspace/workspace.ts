import { once } from "node:events";
import type { Server } from "node:http";
import { adminRoutes } from "./admin-routes.ts";
import { catalogModelRoutes } from "./catalog-model-routes.ts";
import type { Clock } from "./clock.ts";
import type { Compute } from "./compute.ts";
import { computeRoutes } from "./compute-routes.ts";
import { createFaults, type Fault, type Faults } from "./faults.ts";
import { createWorkspaceServer } from "./http.ts";
import { jobRoutes } from "./job-routes.ts";
import type { Job, JobDefinition } from "./jobs.ts";
import { mlflowModelRoutes } from "./mlflow-model-routes.ts";
import type { Version } from "./models.ts";
import type { Run } from "./run-records.ts";
import { runRoutes } from "./run-routes.ts";
import type { ScriptedOutcome } from "./scripted-outcome.ts";
import { sqlRoutes } from "./sql-routes.ts";
import type { TableDefinition } from "./tables.ts";
import { trackingRoutes } from "./tracking-routes.ts";
import type { WorkspaceEvent } from "./workspace-event.ts";
import { createWorkspaceState, type WorkspaceState } from "./workspace-state.ts";

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

const warehouseId = "local";

/**
 * Starts a workspace; runs whose children died with an earlier process are found lost. Throws where the port is
 * taken, or the state belongs to a newer version.
 */
export async function startWorkspace(options: WorkspaceOptions): Promise<Workspace> {
  let url = "";
  const state = createWorkspaceState(options, () => url);
  const routes = apiRoutes(state, options, () => url);
  const faults = createFaults(routes.map(({ name }) => name));
  const workspace = createWorkspace(state, faults, options.token);
  const server = createWorkspaceServer({
    routes: [...routes, ...adminRoutes(workspace)],
    token: options.token,
    store: state.store,
    faults,
  });
  try {
    url = await listen(server, options.port ?? 0);
  } catch (error) {
    await state.close();
    throw error;
  }
  state.compute.define({
    ...{ kind: "warehouse", id: warehouseId, name: "local", state: "RUNNING", tags: {} },
  });
  state.lifecycle.recover();
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await state.close();
  };
  return { ...workspace, url, close };
}

function apiRoutes(state: WorkspaceState, { clock }: WorkspaceOptions, url: () => string) {
  return [
    ...jobRoutes(state.jobs),
    ...runRoutes({ ...state, url }),
    ...catalogModelRoutes(state.models),
    ...mlflowModelRoutes(state.models),
    ...trackingRoutes(state.tracking, clock),
    ...sqlRoutes(state.tables, state.compute),
    ...computeRoutes(state.compute, state.store),
  ];
}

async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Workspace: cannot listen on port ${port} (${reason}). Choose another port, or 0 for any free one.`,
      { cause: error },
    );
  }
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("Workspace: no TCP address.");
  return `http://127.0.0.1:${address.port}`;
}

/** Everything of a workspace but its address and its end. */
export type OpenWorkspace = Omit<Workspace, "url" | "close">;

function createWorkspace(state: WorkspaceState, faults: Faults, token: string): OpenWorkspace {
  const { store, jobs, models, scripts, tables, compute, lifecycle, records } = state;
  return {
    token,
    warehouseId,
    defineJob: jobs.define,
    script: scripts.add,
    fault: faults.add,
    clearFaults: faults.clear,
    defineTable: tables.define,
    appendRows: tables.append,
    defineCompute: compute.define,
    registerModel(fullName) {
      store.transaction(() => {
        if (!models.list().some(({ name }) => name === fullName)) models.create(fullName);
      });
    },
    setVersionStatus: (model, version, status) =>
      models.setVersionStatus(model, Number(version), status),
    runs: () => records.list(undefined),
    nextDue: lifecycle.nextDue,
    settle: lifecycle.settle,
    realTime: state.realTime,
    onEvent(listener) {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
  };
}
