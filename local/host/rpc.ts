import { createHash } from "node:crypto";
import { managementUrls } from "./client-input.ts";
import type { Engine } from "./engine.ts";
import { entityIdOf, readEntity } from "./entities.ts";
import { eventOf, eventType, type HistoryEvent } from "./history.ts";
import { type Reply, type Request, respond } from "./http-message.ts";
import { post } from "./inbox.ts";
import { listInstances, purgeInstances, statusOf } from "./instance-queries.ts";
import {
  createInstance,
  isOver,
  nextExecution,
  readInstance,
  removeInstance,
} from "./instances.ts";
import { refusalOf } from "./save-turn.ts";

/**
 * The durable client API below one of its two prefixes: what the SDK's client and the management
 * URLs call. Answers as the Azure extension does.
 */
export async function answerDurable(
  engine: Engine,
  request: Request,
  path: string,
): Promise<Reply> {
  const [resource, first, second, third] = path.split("/").map(decodeURIComponent);
  const { method } = request;
  if (resource === "orchestrators" && first && method === "POST") {
    return startNew(engine, request, first, second || undefined);
  }
  if (resource === "entities" && first && second) {
    // A key may hold slashes.
    const key = path.split("/").slice(2).map(decodeURIComponent).join("/");
    return answerEntity(engine, request, entityIdOf(first, key), first);
  }
  if (resource !== "instances") return respond(404, "No such durable resource.");
  if (!first) {
    if (method === "GET") return listInstances(engine, request);
    if (method === "DELETE") return purgeInstances(engine, request);
  } else if (!second) {
    if (method === "GET") return statusOf(engine, request, first);
    if (method === "DELETE") return purge(engine, first);
  } else if (method === "POST") {
    return control(engine, request, first, second, third ?? "");
  }
  return respond(404, "No such durable operation.");
}

async function startNew(
  engine: Engine,
  request: Request,
  name: string,
  id: string | undefined,
): Promise<Reply> {
  const input = parseJson(request.body);
  if (input === undefined) return respond(400, "The input is not JSON.");
  if (id?.startsWith("@")) return respond(400, `Instance id "${id}" must not start with "@".`);
  return engine.store.transact(() => {
    const instanceId = id ?? freshId(engine);
    const refusal = refusalOf(engine, name, instanceId);
    if (refusal !== null) return respond(engine.find("orchestration", name) ? 409 : 400, refusal);
    createInstance(engine, {
      id: instanceId,
      name: engine.find("orchestration", name)?.name ?? name,
      input: request.body.length === 0 ? null : JSON.stringify(input),
      version: request.query.get("version"),
      parent: null,
    });
    const urls = managementUrls(request.origin, instanceId);
    return respond(202, urls, { Location: urls.statusQueryGetUri ?? "", "Retry-After": "10" });
  });
}

/** Random-looking, but the same when the same night is played again. */
function freshId(engine: Engine): string {
  const number = nextExecution(engine);
  return createHash("sha256").update(`instance ${number}`).digest("hex").slice(0, 32);
}

async function answerEntity(
  engine: Engine,
  request: Request,
  id: string,
  name: string,
): Promise<Reply> {
  if (request.method === "GET") {
    const row = readEntity(engine, id);
    if (row?.present !== 1) return respond(404, `No entity "${id}".`);
    return respond(200, row.state === null ? null : JSON.parse(row.state));
  }
  if (!engine.find("entity", name)) {
    return respond(
      400,
      `The function '${name}' doesn't exist, is disabled, or is not an entity function.`,
    );
  }
  const input = parseJson(request.body);
  if (input === undefined) return respond(400, "The input is not JSON.");
  await engine.store.transact(() =>
    post(engine, id, {
      kind: "operation",
      name: request.query.get("op") ?? "",
      input: request.body.length === 0 ? null : JSON.stringify(input),
      caller: null,
    }),
  );
  return respond(202);
}

async function control(
  engine: Engine,
  request: Request,
  id: string,
  operation: string,
  eventName: string,
): Promise<Reply> {
  const instance = readInstance(engine, id);
  if (!instance) return respond(404, `No instance with ID '${id}' found.`);
  if (operation === "rewind") {
    return respond(
      501,
      "The rewind operation is not supported by the local host: " +
        "its histories keep no failed branch. Start the instance again under the same id.",
    );
  }
  if (isOver(instance.status)) {
    return respond(410, `Instance '${id}' is ${instance.status}; it takes nothing any more.`);
  }
  const event = eventFor(engine.clock.now(), request, operation, eventName);
  if (event === null) return respond(404, `No operation "${operation}" on an instance.`);
  if (event === undefined) return respond(400, "An event needs a name and a body of JSON.");
  await engine.store.transact(() => post(engine, id, { kind: "event", event }));
  return respond(202);
}

/** The event that an operation sends; null for none of that name, undefined for a bad one. */
function eventFor(
  now: number,
  request: Request,
  operation: string,
  eventName: string,
): HistoryEvent | null | undefined {
  const Input = request.query.get("reason") ?? "";
  switch (operation) {
    case "raiseEvent": {
      const data = parseJson(request.body);
      if (eventName === "" || data === undefined) return undefined;
      const fields = { Name: eventName, Input: JSON.stringify(data) };
      return eventOf(eventType.eventRaised, now, fields);
    }
    case "terminate":
      return eventOf(eventType.executionTerminated, now, { Input });
    case "suspend":
      return eventOf(eventType.suspended, now, { Input });
    case "resume":
      return eventOf(eventType.resumed, now, { Input });
    default:
      return null;
  }
}

async function purge(engine: Engine, id: string): Promise<Reply> {
  const instance = readInstance(engine, id);
  if (!instance || !isOver(instance.status)) return respond(404, { instancesDeleted: 0 });
  await engine.store.transact(() => removeInstance(engine, id));
  return respond(200, { instancesDeleted: 1 });
}

/** The value of a JSON body, null for an empty one, undefined for one that is not JSON. */
function parseJson(body: Buffer): unknown {
  if (body.length === 0) return null;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
