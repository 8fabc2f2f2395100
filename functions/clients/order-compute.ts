import * as z from "zod/mini";
import type { OrderEnd } from "../core/response/plan-pause.ts";
import { atRest } from "./compute-states.ts";
import { exactInteger } from "./exact-json.ts";
import type { Http } from "./http.ts";
import { HttpError } from "./http-error.ts";
import type { ComputeItem, ComputeKind } from "./ports.ts";

type Order = "stop" | "start";
const jobsRoot = "/api/2.2/jobs";
const schedule = z.looseObject({ pause_status: z._default(z.string(), "UNPAUSED") });
const jobReply = z.object({ settings: z.object({ schedule: z.optional(schedule) }) });
const stateReply = z.object({ state: z.string() });

/**
 * Stops or starts one piece of a workspace's compute; what is so already is left alone. Throws where asking again may
 * help; a refusal for good is an answer.
 */
export async function orderCompute(
  http: Http,
  { kind, id }: Pick<ComputeItem, "kind" | "id">,
  what: Order,
): Promise<OrderEnd> {
  try {
    if (kind === "schedule") await orderSchedule(http, id, what);
    else
      await http.send({ method: "POST", ...callOf(kind, id, what), replay: "safe" }, z.unknown());
    return { kind: "done" };
  } catch (error) {
    if (isGone(error)) return { kind: "gone" };
    if (kind !== "schedule" && what === "start" && isStateConflict(error)) {
      return await judgeStart(http, kind, id);
    }
    if (isForGood(error)) return { kind: "refused", reason: error.message };
    throw error;
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

/** A missing cluster or job is answered 400, other missing compute 404. */
function isGone(error: unknown): boolean {
  if (!(error instanceof HttpError)) return false;
  return error.status === 404 || /does not exist/.test(error.message);
}

/** Compute that runs refuses to be started, and so does compute that has not come to rest yet. */
function isStateConflict(error: unknown): boolean {
  if (!(error instanceof HttpError)) return false;
  return error.errorCode === "INVALID_STATE" || error.status === 409;
}

async function judgeStart(
  http: Http,
  kind: Exclude<ComputeKind, "schedule">,
  id: string,
): Promise<OrderEnd> {
  const { state } = await http.send({ method: "GET", ...readOf(kind, id) }, stateReply);
  if (!atRest.has(state)) return { kind: "done" };
  return { kind: "notYet", reason: `It is ${state}, and can be started once that has ended.` };
}

function readOf(kind: Exclude<ComputeKind, "schedule">, id: string) {
  const name = encodeURIComponent(id);
  switch (kind) {
    case "cluster":
      return { path: "/api/2.1/clusters/get", query: { cluster_id: id } };
    case "warehouse":
      return { path: `/api/2.0/sql/warehouses/${name}` };
    case "pipeline":
      return { path: `/api/2.0/pipelines/${name}` };
  }
}

/** What the caller got wrong, or may not do, is as wrong the next time; a timeout and a throttle are not. */
function isForGood(error: unknown): error is HttpError {
  if (!(error instanceof HttpError) || error.status === null) return false;
  return error.status >= 400 && error.status < 500 && ![408, 425, 429].includes(error.status);
}

/** Everything else of the schedule stays: an update replaces it whole. */
async function orderSchedule(http: Http, id: string, what: Order): Promise<void> {
  const query = { job_id: id };
  const { settings } = await http.send({ method: "GET", path: `${jobsRoot}/get`, query }, jobReply);
  const now = settings.schedule;
  const pause_status = what === "stop" ? "PAUSED" : "UNPAUSED";
  if (now === undefined || now.pause_status === pause_status) return;
  const body = { job_id: exactInteger(id), new_settings: { schedule: { ...now, pause_status } } };
  const path = `${jobsRoot}/update`;
  await http.send({ method: "POST", path, body, replay: "safe" }, z.unknown());
}
