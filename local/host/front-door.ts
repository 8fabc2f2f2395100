import { answerAdmin } from "./admin.ts";
import { rpcPath, webhookPath } from "./client-input.ts";
import type { Engine } from "./engine.ts";
import { type Reply, type Request, respond } from "./http-message.ts";
import { answerApi } from "./http-trigger.ts";
import type { Triggers } from "./perform.ts";
import type { Route } from "./routes.ts";
import { answerDurable } from "./rpc.ts";
import { answerServiceBus, busPath } from "./service-bus.ts";

/** What a request can reach. */
export interface House {
  engine: Engine;
  triggers: Triggers;
  routes: Route[];
  /** Names of the queues that the app takes from or sends to. */
  queues: string[];
  /** What the admin API demands; null refuses everybody. */
  adminToken: string | null;
  /** What Service Bus' REST API demands; null refuses everybody. */
  busToken: string | null;
}

/** Answers any request: the app's routes, the durable API, Service Bus' REST API, the admin API. */
export async function answer(house: House, request: Request): Promise<Reply> {
  try {
    const reply = await route(house, request);
    // What the answer tells must not be undone by a crash after it.
    await house.engine.store.settled();
    return reply;
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return respond(400, `Path "${request.path}": it is not valid UTF-8 once decoded.`);
  }
}

async function route(house: House, request: Request): Promise<Reply> {
  const { engine, triggers, routes, queues, adminToken, busToken } = house;
  const { path } = request;
  for (const prefix of [rpcPath, webhookPath]) {
    if (path.startsWith(prefix)) return answerDurable(engine, request, path.slice(prefix.length));
  }
  if (path.startsWith(busPath)) {
    return answerServiceBus({ engine, token: busToken }, request, path.slice(busPath.length));
  }
  if (path.startsWith("/admin/")) {
    const admin = { engine, hubs: triggers.hubs, queues, token: adminToken };
    return answerAdmin(admin, request, path.slice("/admin/".length));
  }
  if (path === "/api" || path.startsWith("/api/")) return answerApi(engine, routes, request);
  return respond(404);
}
