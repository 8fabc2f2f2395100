import { triggerOf } from "./bindings.ts";
import { clientInputs } from "./client-input.ts";
import type { Engine } from "./engine.ts";
import { type Reply, type Request, respond } from "./http-message.ts";
import { invoke } from "./invoke.ts";
import { sendOutputs } from "./outputs.ts";
import { findRoute, type Route } from "./routes.ts";
import type { HttpData } from "./typed-data.ts";

/** Answers a request below /api by the app's own function, 404 where it has none. */
export async function answerApi(engine: Engine, routes: Route[], request: Request): Promise<Reply> {
  const found = findRoute(routes, request.method, request.path.replace(/^\/api\/?/, ""));
  if (!found) return respond(404);
  const { called } = found.route;
  try {
    const answer = await invoke(called, {
      inputs: [
        { name: triggerOf(called).name, data: { http: requestData(request, found.params) } },
        ...clientInputs(engine, called),
      ],
      log: (level, message) => engine.log(called.name, level, message),
    });
    if (answer.outputs.length > 0) {
      await engine.store.transact(() => sendOutputs(engine, called, answer));
    }
    return replyOf(answer.returnValue?.http ?? null);
  } catch (error) {
    engine.log(called.name, "error", String(error instanceof Error ? error.stack : error));
    return respond(500);
  }
}

function requestData(request: Request, params: Record<string, string>): HttpData {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
  const search = request.query.toString();
  return {
    method: request.method,
    url: `${request.origin}${request.path}${search === "" ? "" : `?${search}`}`,
    headers: Object.fromEntries(headers),
    params,
    query: Object.fromEntries(request.query),
    body: request.body.length === 0 ? null : { bytes: request.body },
  };
}

function replyOf(data: HttpData | null): Reply {
  if (data === null) return respond(204);
  const headers: Reply["headers"] = { ...data.headers };
  const cookies = (data.cookies ?? []).map(cookieText);
  if (cookies.length > 0) headers["Set-Cookie"] = cookies;
  const bytes = data.body?.bytes ?? Buffer.from(data.body?.string ?? "");
  return { status: Number(data.statusCode ?? "200"), headers, body: bytes };
}

function cookieText(cookie: Record<string, unknown>): string {
  const value = (name: string) => {
    const field = cookie[name];
    const inner =
      typeof field === "object" && field !== null && "value" in field ? field.value : field;
    return inner === undefined || inner === null || inner === "none" ? null : inner;
  };
  const parts = [`${cookie.name}=${encodeURIComponent(String(cookie.value))}`];
  if (value("domain")) parts.push(`Domain=${value("domain")}`);
  if (value("path")) parts.push(`Path=${value("path")}`);
  if (value("maxAge") !== null) parts.push(`Max-Age=${value("maxAge")}`);
  if (value("secure") === true) parts.push("Secure");
  if (value("httpOnly") === true) parts.push("HttpOnly");
  if (value("sameSite") !== null) parts.push(`SameSite=${value("sameSite")}`);
  return parts.join("; ");
}
