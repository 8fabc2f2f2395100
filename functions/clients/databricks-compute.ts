import * as z from "zod/mini";
import { exactInteger, idText } from "./exact-json.ts";
import type { Http } from "./http.ts";
import { HttpError } from "./http-error.ts";
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

/** States in which compute costs nothing, or soon will not. */
const atRest = new Set(
  "TERMINATED TERMINATING ERROR STOPPED STOPPING DELETED DELETING IDLE FAILED PAUSED".split(" "),
);

/** Creates the adapter of a workspace's compute. */
export function createDatabricksCompute(http: Http): Compute {
  return {
    async list() {
      const lists = [clusters(http), warehouses(http), schedules(http), pipelines(http)];
      return (await Promise.all(lists)).flat();
    },
    stop: (item) => order(http, item, "stop"),
    start: (item) => order(http, item, "start"),
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

type Order = "stop" | "start";

async function order(
  http: Http,
  { kind, id }: Pick<ComputeItem, "kind" | "id">,
  what: Order,
): Promise<void> {
  if (kind === "schedule") return await orderSchedule(http, id, what);
  const { path, body } = callOf(kind, id, what);
  try {
    await http.send({ method: "POST", path, body, replay: "safe" }, z.unknown());
  } catch (error) {
    if (!isDone(error, what)) throw error;
  }
}

function callOf(kind: Exclude<ComputeKind, "schedule">, id: string, what: Order) {
  const name = encodeURIComponent(id);
  switch (kind) {
    case "cluster": {
      // `delete` terminates a cluster and keeps its definition; `permanent-delete` is another call.
      const verb = what === "stop" ? "delete" : "start";
      return { path: `/api/2.1/clusters/${verb}`, body: { cluster_id: id } };
    }
    case "warehouse":
      return { path: `/api/2.0/sql/warehouses/${name}/${what}`, body: {} };
    case "pipeline":
      return {
        path: `/api/2.0/pipelines/${name}/${what === "stop" ? "stop" : "updates"}`,
        body: {},
      };
  }
}

/** A cluster that is started twice, and anything that is gone when it is to stop, is as it was wanted. */
function isDone(error: unknown, what: Order): boolean {
  if (!(error instanceof HttpError)) return false;
  if (what === "start") return error.errorCode === "INVALID_STATE";
  return error.status === 404 || /does not exist/.test(error.message);
}

/** Everything else of the schedule stays: an update replaces it whole. */
async function orderSchedule(http: Http, id: string, what: Order): Promise<void> {
  const query = { job_id: id };
  const found = await http
    .send({ method: "GET", path: `${jobsRoot}/get`, query }, job)
    .catch((error: unknown) => {
      if (what === "stop" && isDone(error, what)) return null;
      throw error;
    });
  const now = found?.settings.schedule;
  const pause_status = what === "stop" ? "PAUSED" : "UNPAUSED";
  if (now === undefined || now.pause_status === pause_status) return;
  const body = { job_id: exactInteger(id), new_settings: { schedule: { ...now, pause_status } } };
  const path = `${jobsRoot}/update`;
  await http.send({ method: "POST", path, body, replay: "safe" }, z.unknown());
}
