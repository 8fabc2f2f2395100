import * as z from "zod/mini";
import type { Compute, ComputeState } from "./compute.ts";
import { type Route, route, textField } from "./route.ts";
import type { Store } from "./store.ts";

/** Calls on clusters, SQL warehouses and pipelines: what pausing and resuming needs. */
export function computeRoutes(compute: ComputeState, store: Store): Route[] {
  return [
    ...clusterRoutes(compute),
    ...warehouseRoutes(compute),
    ...pipelineRoutes(compute, store),
  ];
}

function clusterRoutes(compute: ComputeState): Route[] {
  const base = "/api/2.1/clusters";
  const input = z.object({ cluster_id: textField });
  return [
    route({
      name: "clusters.list",
      method: "GET",
      path: `${base}/list`,
      input: z.object({}),
      answer: () => ({ clusters: compute.list("cluster").map(viewCluster) }),
    }),
    route({
      name: "clusters.get",
      method: "GET",
      path: `${base}/get`,
      input,
      answer: ({ cluster_id }) => viewCluster(compute.get("cluster", cluster_id)),
    }),
    route({
      name: "clusters.terminate",
      method: "POST",
      path: `${base}/delete`,
      input,
      answer: ({ cluster_id }) => compute.stop("cluster", cluster_id),
    }),
    route({
      name: "clusters.start",
      method: "POST",
      path: `${base}/start`,
      input,
      answer: ({ cluster_id }) => compute.start("cluster", cluster_id),
    }),
  ];
}

function warehouseRoutes(compute: ComputeState): Route[] {
  const base = "/api/2.0/sql/warehouses";
  const input = z.object({ id: textField });
  return [
    route({
      name: "warehouses.list",
      method: "GET",
      path: base,
      input: z.object({}),
      answer: () => ({ warehouses: compute.list("warehouse").map(viewWarehouse) }),
    }),
    route({
      name: "warehouses.get",
      method: "GET",
      path: `${base}/{id}`,
      input,
      answer: ({ id }) => viewWarehouse(compute.get("warehouse", id)),
    }),
    route({
      name: "warehouses.stop",
      method: "POST",
      path: `${base}/{id}/stop`,
      input,
      answer: ({ id }) => compute.stop("warehouse", id),
    }),
    route({
      name: "warehouses.start",
      method: "POST",
      path: `${base}/{id}/start`,
      input,
      answer: ({ id }) => compute.start("warehouse", id),
    }),
  ];
}

function pipelineRoutes(compute: ComputeState, store: Store): Route[] {
  const base = "/api/2.0/pipelines";
  const input = z.object({ pipeline_id: textField });
  return [
    route({
      name: "pipelines.list",
      method: "GET",
      path: base,
      input: z.object({}),
      answer: () => ({ statuses: compute.list("pipeline").map(viewPipeline) }),
    }),
    route({
      name: "pipelines.get",
      method: "GET",
      path: `${base}/{pipeline_id}`,
      input,
      answer: ({ pipeline_id }) => {
        const pipeline = compute.get("pipeline", pipeline_id);
        const spec = { id: pipeline.id, name: pipeline.name, tags: pipeline.tags };
        return { ...viewPipeline(pipeline), spec };
      },
    }),
    route({
      name: "pipelines.stop",
      method: "POST",
      path: `${base}/{pipeline_id}/stop`,
      input,
      answer: ({ pipeline_id }) => compute.stop("pipeline", pipeline_id),
    }),
    route({
      name: "pipelines.start",
      method: "POST",
      path: `${base}/{pipeline_id}/updates`,
      input,
      answer: ({ pipeline_id }) => {
        compute.start("pipeline", pipeline_id);
        return { update_id: store.nextId() };
      },
    }),
  ];
}

function viewCluster({ id, name, state, tags }: Compute): Record<string, unknown> {
  return { cluster_id: id, cluster_name: name, state, custom_tags: tags, cluster_source: "UI" };
}

function viewWarehouse({ id, name, state, tags }: Compute): Record<string, unknown> {
  const custom_tags = Object.entries(tags).map(([key, value]) => ({ key, value }));
  // The official client reads the summary while it waits for a change of state.
  const health = { status: "HEALTHY", summary: "" };
  return { id, name, state, health, tags: { custom_tags } };
}

function viewPipeline({ id, name, state }: Compute): Record<string, unknown> {
  return { pipeline_id: id, name, state, health: "HEALTHY", creator_user_name: "local" };
}
