import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { ApiError } from "./api-error.ts";
import { errorCodeOf, type Fault, type Faults } from "./faults.ts";
import { parseInt64Json } from "./int64-json.ts";
import type { Route } from "./route.ts";
import { createRouter, type Match, type Router } from "./router.ts";
import type { Store } from "./store.ts";

interface Reply {
  status: number;
  body: { kind: "json"; value: unknown } | { kind: "html"; text: string };
  headers: Record<string, string>;
}

const largestBodyBytes = 16 * 1024 * 1024;

/** Serves the routes on 127.0.0.1; each answer is one transaction of the store. */
export function createWorkspaceServer(parts: {
  routes: Route[];
  token: string;
  store: Store;
  faults: Faults;
}): Server {
  const router = createRouter(parts.routes);
  return createServer((request, response) => {
    serve(request, response).catch((error: unknown) => send(response, replyToError(error)));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? "/", "http://workspace");
    if (!/^\/(api|local)\//.test(url.pathname)) return send(response, page(404, "Not found"));
    const match = find(router, parts.token, request, url);
    const fields = { ...(await readFields(request, url)), ...match.placeholders };
    const local = match.route.name.startsWith("local.");
    const fault = local ? null : parts.faults.take(match.route.name);
    if (fault?.kind === "slow") await wait(fault.milliseconds, undefined, { ref: false });
    const failing = fault !== null && fault.kind !== "slow";
    if (failing && fault.when !== "after") return fail(fault, response);
    const value = await parts.store.transaction(() => match.route.answer(fields));
    if (failing) return fail(fault, response);
    send(response, json(200, value ?? {}));
  }
}

function find(router: Router, token: string, request: IncomingMessage, url: URL): Match {
  refuseStranger(request.headers.authorization, token);
  const match = router(request.method ?? "GET", url.pathname);
  if (match !== null) return match;
  const call = `${request.method} ${url.pathname.replace(/^\/api/, "")}`;
  throw new ApiError(404, "ENDPOINT_NOT_FOUND", `No API found for '${call}'`);
}

function refuseStranger(authorization: string | undefined, token: string): void {
  if (authorization === undefined || !/^bearer /i.test(authorization)) {
    throw new ApiError(
      401,
      401,
      "Credential was not sent or was of an unsupported type for this API.",
    );
  }
  if (authorization.slice("bearer ".length).trim() !== token) {
    throw new ApiError(403, 403, "Invalid access token.");
  }
}

/** Body fields; for GET also the query, since clients put ids in either place. */
async function readFields(request: IncomingMessage, url: URL): Promise<Record<string, unknown>> {
  const body = parseBody(await readBody(request));
  return request.method === "GET" ? { ...Object.fromEntries(url.searchParams), ...body } : body;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > largestBodyBytes) {
      throw new ApiError(413, "MAX_REQUEST_SIZE_EXCEEDED", "The request is over 16 MiB.");
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parseBody(text: string): Record<string, unknown> {
  if (text.trim() === "") return {};
  try {
    const value = parseInt64Json(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // Refused below, like JSON that is no object.
  }
  throw new ApiError(
    400,
    "MALFORMED_REQUEST",
    "Could not parse request object: expected a JSON object.",
  );
}

function fail(fault: Fault, response: ServerResponse): void {
  if (fault.kind === "reset") {
    response.socket?.resetAndDestroy();
  } else if (fault.kind === "html") {
    send(response, page(fault.status ?? 200, "Sign in"));
  } else if (fault.kind === "status") {
    const reply = json(fault.status, errorBody(errorCodeOf(fault.status), "Fault on demand."));
    const { retryAfterSeconds } = fault;
    if (retryAfterSeconds !== undefined) reply.headers["retry-after"] = String(retryAfterSeconds);
    send(response, reply);
  }
}

function replyToError(error: unknown): Reply {
  if (error instanceof ApiError) {
    return json(error.status, errorBody(error.code, error.message));
  }
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof RangeError) return json(400, errorBody("INVALID_PARAMETER_VALUE", message));
  return json(500, errorBody("INTERNAL_ERROR", message));
}

function errorBody(code: string | number, message: string): unknown {
  return { error_code: code, message };
}

function json(status: number, value: unknown): Reply {
  return { status, body: { kind: "json", value }, headers: {} };
}

function page(status: number, title: string): Reply {
  const text = `<!doctype html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, body: { kind: "html", text }, headers: {} };
}

function send(response: ServerResponse, reply: Reply): void {
  if (response.headersSent || response.destroyed) return;
  const isJson = reply.body.kind === "json";
  const text = reply.body.kind === "json" ? JSON.stringify(reply.body.value) : reply.body.text;
  response.writeHead(reply.status, {
    "content-type": isJson ? "application/json; charset=utf-8" : "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(text),
    ...reply.headers,
  });
  response.end(text);
}
