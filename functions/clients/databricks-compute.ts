import * as z from "zod/mini";
import { atRest } from "./compute-states.ts";
import { idText } from "./exact-json.ts";
import type { Http } from "./http.ts";
import { orderCompute } from "./order-compute.ts";
import { pageQuery } from "./page-query.ts";
import type { Compute, ComputeItem, ComputeKind } from "./ports.ts";

const jobsRoot = "/api/2.2/jobs";
const tags = z._default(z.record(z.string(), z.string()), {});
const page = { next_page_token: z.optional(z.string()) };

const clusterPage = z.object({
  ...page,
  clusters: z._default(
    z.array(
      z.object({
        cluster_id: z.string(),
        cluster_name: z._default(z.string(), ""),
        state: z.string(),
        custom_tags: tags,
        cluster_source: z._default(z.string(), ""),
      }),
    ),
    [],
  ),
});
const tagPairs = z._default(z.array(z.object({ key: z.string(), value: z.string() })), []);
const warehousePage = z.object({
  ...page,
  warehouses: z._default(
    z.array(
      z.object({
        id: z.string(),
        name: z._default(z.string(), ""),
        state: z.string(),
        tags: z.optional(z.object({ custom_tags: tagPairs })),
      }),
    ),
    [],
  ),
});
const pipelinePage = z.object({
  ...page,
  statuses: z._default(
    z.array(
      z.object({ pipeline_id: z.string(), name: z._default(z.string(), ""), state: z.string() }),
    ),
    [],
  ),
});
const pipelineReply = z.object({ spec: z._default(z.object({ tags }), { tags: {} }) });
const schedule = z.looseObject({ pause_status: z._default(z.string(), "UNPAUSED") });
const job = z.object({
  job_id: idText,
  settings: z.object({ name: z._default(z.string(), ""), tags, schedule: z.optional(schedule) }),
});
const jobPage = z.object({ ...page, jobs: z._default(z.array(job), []) });

/** Creates the adapter of a workspace's compute. */
export function createDatabricksCompute(http: Http): Compute {
  return {
    async list() {
      const lists = [clusters(http), warehouses(http), schedules(http), pipelines(http)];
      return (await Promise.all(lists)).flat();
    },
    stop: (item) => orderCompute(http, item, "stop"),
    start: (item) => orderCompute(http, item, "start"),
  };
}

/** Job clusters are left out: their run ends them, and a pause would fail it. */
async function clusters(http: Http): Promise<ComputeItem[]> {
  const pages = await allPages(http, "/api/2.1/clusters/list", clusterPage);
  return pages
    .flatMap((each) => each.clusters)
    .filter(({ cluster_source }) => cluster_source !== "JOB")
    .map(({ cluster_id, cluster_name, state, custom_tags }) =>
      itemOf("cluster", cluster_id, cluster_name, state, custom_tags),
    );
}

async function warehouses(http: Http): Promise<ComputeItem[]> {
  const pages = await allPages(http, "/api/2.0/sql/warehouses", warehousePage);
  return pages
    .flatMap((each) => each.warehouses)
    .map(({ id, name, state, tags }) => {
      const pairs = (tags?.custom_tags ?? []).map(({ key, value }) => [key, value]);
      return itemOf("warehouse", id, name, state, Object.fromEntries(pairs));
    });
}

async function schedules(http: Http): Promise<ComputeItem[]> {
  const pages = await allPages(http, `${jobsRoot}/list`, jobPage);
  return pages
    .flatMap((each) => each.jobs)
    .flatMap(({ job_id, settings }) =>
      settings.schedule === undefined
        ? []
        : [
            itemOf(
              "schedule",
              job_id,
              settings.name,
              settings.schedule.pause_status,
              settings.tags,
            ),
          ],
    );
}

/** The list of pipelines holds no tags: each pipeline that runs is asked for its own. */
async function pipelines(http: Http): Promise<ComputeItem[]> {
  const pages = await allPages(http, "/api/2.0/pipelines", pipelinePage);
  const statuses = pages.flatMap((each) => each.statuses);
  return await Promise.all(
    statuses.map(async ({ pipeline_id, name, state }) => {
      const path = `/api/2.0/pipelines/${encodeURIComponent(pipeline_id)}`;
      const known = atRest.has(state)
        ? {}
        : (await http.send({ method: "GET", path }, pipelineReply)).spec.tags;
      return itemOf("pipeline", pipeline_id, name, state, known);
    }),
  );
}

async function allPages<Page extends { next_page_token?: string | undefined }>(
  http: Http,
  path: string,
  schema: z.ZodMiniType<Page>,
): Promise<Page[]> {
  const pages: Page[] = [];
  let token: string | undefined;
  do {
    const reply = await http.send({ method: "GET", path, query: pageQuery(token) }, schema);
    pages.push(reply);
    token = reply.next_page_token;
  } while (token);
  return pages;
}

function itemOf(
  kind: ComputeKind,
  id: string,
  name: string,
  state: string,
  tags: Record<string, string>,
): ComputeItem {
  return { kind, id, name, state, isRunning: !atRest.has(state), tags };
}
