import * as z from "zod/mini";
import type { Engine } from "./engine.ts";
import { type HubConsumer, publish } from "./event-hub.ts";
import { isToken, type Reply, type Request, respond } from "./http-message.ts";
import { listInstances } from "./instance-queries.ts";
import { enqueue } from "./messages.ts";
import { peek, readDeadLetters, readQueues } from "./queue-queries.ts";

/** What the admin API reaches. */
export interface Admin {
  engine: Engine;
  hubs: Map<string, HubConsumer>;
  /** Names of the queues that the app takes from or sends to. */
  queues: readonly string[];
  /** Value the header x-nightshift-token must have; null refuses everybody. */
  token: string | null;
}

const messagesBody = z.object({
  messages: z.array(
    z.strictObject({
      body: z.unknown(),
      messageId: z.optional(z.string()),
      scheduledAt: z.optional(z.union([z.string(), z.number()])),
      sessionId: z.optional(z.never("sessions are not supported by the local host; leave it out")),
    }),
  ),
});
const eventsBody = z.object({ events: z.array(z.unknown()) });

/** The admin API below /admin: what the platform and the CLI use to send and to look. */
export async function answerAdmin(admin: Admin, request: Request, path: string): Promise<Reply> {
  if (!isToken(request.headers["x-nightshift-token"], admin.token)) {
    return respond(401, "The header x-nightshift-token must hold NIGHTSHIFT_ADMIN_TOKEN.");
  }
  const { engine, hubs, queues } = admin;
  const [resource, name = "", third, fourth] = path.split("/").map(decodeURIComponent);
  switch (`${request.method} ${[resource, name && "*", third, fourth].filter(Boolean).join("/")}`) {
    case "GET health":
      return respond(200, { kind: "ok", now: new Date(engine.clock.now()).toISOString() });
    case "GET instances":
      return listInstances(engine, request);
    case "GET queues":
      return respond(200, { queues: readQueues(engine) });
    case "GET queues/*/messages":
      return respond(200, { messages: peek(engine, name) });
    case "POST queues/*/messages":
      if (!queues.includes(name)) return unknown("queue", name, queues);
      return withBody(request, messagesBody, async ({ messages }) => {
        const accepted = await engine.store.transact(() => enqueue(engine, name, messages));
        return respond(202, { accepted, duplicates: messages.length - accepted });
      });
    case "GET queues/*/dead-letters":
      return respond(200, { deadLetters: readDeadLetters(engine, name) });
    case "POST event-hubs/*/events": {
      const known = [...hubs.values()].map(({ hub }) => hub);
      if (!known.includes(name)) return unknown("event hub", name, known);
      return withBody(request, eventsBody, async ({ events }) => {
        await engine.store.transact(() => publish(engine, hubs, name, events));
        return respond(202, { accepted: events.length });
      });
    }
    default:
      return respond(404, "No such admin operation.");
  }
}

function unknown(what: string, name: string, known: readonly string[]): Reply {
  return respond(404, `The app has no ${what} "${name}"; it has ${known.join(", ") || "none"}.`);
}

async function withBody<T>(
  request: Request,
  schema: z.ZodMiniType<T>,
  answer: (body: T) => Promise<Reply>,
): Promise<Reply> {
  let value: unknown;
  try {
    value = JSON.parse(request.body.toString("utf8"));
  } catch {
    return respond(400, "The body is not JSON.");
  }
  const parsed = z.safeParse(schema, value);
  if (!parsed.success) return respond(400, z.prettifyError(parsed.error));
  try {
    return await answer(parsed.data);
  } catch (error) {
    if (error instanceof RangeError) return respond(400, error.message);
    throw error;
  }
}
