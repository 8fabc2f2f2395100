import type { Engine } from "./engine.ts";
import { type Reply, type Request, respond } from "./http-message.ts";
import { type Instance, isOver, readInstance, removeInstance } from "./instances.ts";
import { readHistory } from "./orchestrations.ts";

/** Answers GET instances/{id}: 200 once it is over, 202 before, 404 where there is none. */
export function statusOf(engine: Engine, request: Request, id: string): Reply {
  const instance = readInstance(engine, id);
  if (!instance) return respond(404, `No instance with ID '${id}' found.`);
  const status = { ...describe(instance, request) };
  const withHistory = isSet(request, "showHistory")
    ? { ...status, historyEvents: readHistory(engine, id) }
    : status;
  if (isOver(instance.status)) return respond(200, withHistory);
  const Location = `${request.origin}${request.path}`;
  return respond(202, withHistory, { Location, "Retry-After": "10" });
}

/** Answers GET instances/ with the filters and pages of the durable client. */
export function listInstances(engine: Engine, request: Request): Reply {
  const limit = Math.min(Number(request.query.get("top")) || 100, 1000);
  const after = Number(request.headers["x-ms-continuation-token"]) || 0;
  const found = matching(engine, request, after, limit);
  const last = found.at(-1);
  const headers: Record<string, string> = {};
  if (found.length === limit && last) headers["x-ms-continuation-token"] = String(last.number);
  return respond(
    200,
    found.map((instance) => describe(instance, request)),
    headers,
  );
}

/** Answers DELETE instances/: removes those that match and are over. */
export async function purgeInstances(engine: Engine, request: Request): Promise<Reply> {
  const found = matching(engine, request, 0, -1).filter(({ status }) => isOver(status));
  await engine.store.transact(() => {
    for (const { id } of found) removeInstance(engine, id);
  });
  return respond(found.length === 0 ? 404 : 200, { instancesDeleted: found.length });
}

function matching(engine: Engine, request: Request, after: number, limit: number): Instance[] {
  const { query } = request;
  return engine.store.all<Instance>(
    "SELECT * FROM instances WHERE number > ?1 AND created_at >= ?2 AND created_at <= ?3 " +
      "AND (?4 = '' OR instr(?4, ',' || status || ',') > 0) AND substr(id, 1, length(?5)) = ?5 " +
      "ORDER BY number LIMIT ?6",
    after,
    timeOf(query.get("createdTimeFrom"), 0),
    timeOf(query.get("createdTimeTo"), Number.MAX_SAFE_INTEGER),
    statusFilter(query.get("runtimeStatus")),
    query.get("instanceIdPrefix") ?? "",
    limit,
  );
}

function statusFilter(text: string | null): string {
  return text ? `,${text},` : "";
}

function timeOf(text: string | null, fallback: number): number {
  const time = text === null ? Number.NaN : Date.parse(text);
  return Number.isFinite(time) ? time : fallback;
}

/** An instance as the durable client API shows it. */
function describe(instance: Instance, request: Request) {
  const showsInput = request.query.get("showInput")?.toLowerCase() !== "false";
  return {
    name: instance.name,
    instanceId: instance.id,
    runtimeStatus: instance.status,
    input: showsInput ? parsed(instance.input) : null,
    customStatus: parsed(instance.custom_status),
    output: parsed(instance.output),
    createdTime: new Date(instance.created_at).toISOString(),
    lastUpdatedTime: new Date(instance.updated_at).toISOString(),
  };
}

function isSet(request: Request, name: string): boolean {
  return request.query.get(name)?.toLowerCase() === "true";
}

function parsed(text: string | null): unknown {
  return text === null ? null : JSON.parse(text);
}
