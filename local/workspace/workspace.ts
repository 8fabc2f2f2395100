import { once } from "node:events";
import type { Server } from "node:http";
import { adminRoutes } from "./admin-routes.ts";
import { catalogModelRoutes } from "./catalog-model-routes.ts";
import { computeRoutes } from "./compute-routes.ts";
import type { OpenWorkspace, Workspace, WorkspaceOptions } from "./contract.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createWorkspaceServer } from "./http.ts";
import { jobRoutes } from "./job-routes.ts";
import { mlflowModelRoutes } from "./mlflow-model-routes.ts";
import { runRoutes } from "./run-routes.ts";
import { sqlRoutes } from "./sql-routes.ts";
import { trackingRoutes } from "./tracking-routes.ts";
import { createWorkspaceState, type WorkspaceState } from "./workspace-state.ts";

export type { Workspace, WorkspaceOptions } from "./contract.ts";

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
  if (!state.compute.list("warehouse").some(({ id }) => id === warehouseId)) {
    const named = { id: warehouseId, name: warehouseId, tags: {} };
    state.compute.define({ kind: "warehouse", state: "RUNNING", ...named });
  }
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
    ensureTable: tables.ensure,
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
