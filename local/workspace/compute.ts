import { ApiError, invalidParameter, notFound } from "./api-error.ts";
import type { Clock } from "./clock.ts";
import type { Store } from "./store.ts";

/** Compute that can be paused and resumed. */
export interface Compute {
  kind: "cluster" | "warehouse" | "pipeline";
  id: string;
  name: string;
  /** Databricks' own word: RUNNING, TERMINATING or TERMINATED; RUNNING or STOPPED; RUNNING or IDLE. */
  state: string;
  tags: Record<string, string>;
}

const restStates = { cluster: "TERMINATED", warehouse: "STOPPED", pipeline: "IDLE" } as const;

/**
 * The workspace's clusters, SQL warehouses and pipelines. A cluster that is stopped is TERMINATING for so many seconds
 * of the clock (at rest at once after a restart of the workspace); every other change of state is done at once.
 */
export function createCompute(store: Store, clock: Clock, clusterEndsSeconds: number) {
  const atRestFrom = new Map<string, number>();
  function list(kind: Compute["kind"]): Compute[] {
    return store
      .all<Omit<Compute, "tags"> & { tags: string }>(
        "SELECT kind, id, name, state, tags FROM compute WHERE kind = ? ORDER BY name, id",
        kind,
      )
      .map((row) => ({ ...row, state: stateNow(row), tags: JSON.parse(row.tags) }));
  }
  function stateNow({ kind, id, state }: Pick<Compute, "kind" | "id" | "state">): string {
    const isEnding = kind === "cluster" && clock.now() < (atRestFrom.get(id) ?? 0);
    return isEnding && state === restStates.cluster ? "TERMINATING" : state;
  }
  function get(kind: Compute["kind"], id: string): Compute {
    const found = list(kind).find((compute) => compute.id === id);
    if (found !== undefined) return found;
    if (kind === "cluster") throw invalidParameter(`Cluster ${id} does not exist`);
    if (kind === "pipeline") throw notFound(`The specified pipeline ${id} was not found.`);
    throw notFound(`SQL warehouse ${id} does not exist.`);
  }
  function define(compute: Compute): void {
    const { kind, id, name, state, tags } = compute;
    store.run(
      "INSERT OR REPLACE INTO compute VALUES (?, ?, ?, ?, ?)",
      ...[kind, id, name, state, JSON.stringify(tags)],
    );
  }
  return {
    list,
    get,
    define,
    /** Stopping what is stopped, or stops, changes nothing. */
    stop(kind: Compute["kind"], id: string): void {
      const compute = get(kind, id);
      if (compute.state === "RUNNING") atRestFrom.set(id, clock.now() + clusterEndsSeconds * 1000);
      define({ ...compute, state: restStates[kind] });
    },
    /**
     * Starting a cluster that runs, or has not ended yet, is refused, as on Databricks; a warehouse or pipeline is left
     * running.
     */
    start(kind: Compute["kind"], id: string): void {
      const compute = get(kind, id);
      if (kind === "cluster" && compute.state !== restStates.cluster) {
        const state = compute.state === "TERMINATING" ? "Terminating" : "Running";
        throw new ApiError(400, "INVALID_STATE", `Cluster ${id} is in unexpected state ${state}.`);
      }
      define({ ...compute, state: "RUNNING" });
    },
  };
}

/** What {@link createCompute} makes. */
export type ComputeState = ReturnType<typeof createCompute>;
