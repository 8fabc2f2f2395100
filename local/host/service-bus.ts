import { randomUUID } from "node:crypto";
import * as z from "zod/mini";
import type { Engine } from "./engine.ts";
import { isToken, type Reply, type Request, respond } from "./http-message.ts";
import { enqueue, type Message, queueRules } from "./messages.ts";

/** Path of the part of Service Bus' REST API that an app may call: sending, and the dead letters. */
export const busPath = "/servicebus/";

/** What the API reaches. */
export interface ServiceBus {
  engine: Engine;
  /** Bearer token that it demands; null refuses everybody. */
  token: string | null;
}

/** Answers as Service Bus does (https://learn.microsoft.com/rest/api/servicebus/service-bus-runtime-rest). */
export async function answerServiceBus(
  { engine, token }: ServiceBus,
  request: Request,
  path: string,
): Promise<Reply> {
  const given = request.headers.authorization?.replace(/^Bearer /, "");
  if (!isToken(given, token)) return respond(401, "The bearer token must be the app's own.");
  const [queue = "", ...rest] = path.split("/").map(decodeURIComponent);
  if (!engine.consumers.has(queue)) return respond(410, `No queue "${queue}".`);
  const { method } = request;
  const [, , , lock] = rest;
  switch (`${method} ${rest.slice(0, 2).join("/")}`) {
    case "POST messages":
      return await send(engine, queue, request);
    case "POST $DeadLetterQueue/messages":
      return rest[2] === "head" ? await lockNext(engine, queue) : respond(405);
    case "DELETE $DeadLetterQueue/messages":
    case "PUT $DeadLetterQueue/messages":
      return await settle(engine, queue, lock ?? "", method === "PUT" ? "unlock" : "complete");
    default:
      return respond(404, "No such operation on a queue of the local host.");
  }
}

/** A message id has at most 128 characters, as in Azure. */
const properties = z.pipe(
  z.pipe(z.string(), z.transform(parseJson)),
  z.object({ MessageId: z.optional(z.string().check(z.maxLength(128))) }),
);

/** What is no JSON is null, and so refused. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function send(engine: Engine, queue: string, request: Request): Promise<Reply> {
  const read = z.safeParse(properties, request.headers.brokerproperties ?? "{}");
  if (!read.success) return respond(400, `BrokerProperties: ${z.prettifyError(read.error)}`);
  const { MessageId: messageId } = read.data;
  const body = request.body.toString("utf8");
  // As in Azure, a duplicate is answered like any other message.
  await engine.store.transact(() => enqueue(engine, queue, [{ body, messageId }]));
  return respond(201);
}

/** The oldest dead letter that nobody has locked; `due_at` of a dead letter is the end of its lock. */
async function lockNext({ store, clock }: Engine, queue: string): Promise<Reply> {
  const now = clock.now();
  const lock = randomUUID();
  const [letter] = await store.transact(() =>
    store.all<Message>(
      "UPDATE messages SET lock = ?1, due_at = ?2, deliveries = deliveries + 1 WHERE sequence = " +
        "(SELECT sequence FROM messages WHERE queue = ?3 AND state = 'dead' " +
        "AND (lock IS NULL OR due_at <= ?4) ORDER BY sequence LIMIT 1) RETURNING *",
      lock,
      now + queueRules.lockSeconds * 1000,
      queue,
      now,
    ),
  );
  if (letter === undefined) return respond(204);
  const properties = {
    MessageId: letter.message_id,
    SequenceNumber: letter.sequence,
    LockToken: lock,
    DeliveryCount: letter.deliveries,
    EnqueuedTimeUtc: new Date(letter.enqueued_at).toUTCString(),
  };
  const headers = {
    "Content-Type": letter.content_type ?? "application/json",
    BrokerProperties: asciiJson(properties),
    DeadLetterReason: asciiJson(letter.dead_reason ?? ""),
    DeadLetterErrorDescription: asciiJson(letter.dead_description ?? ""),
  };
  return { status: 201, headers, body: Buffer.from(letter.body) };
}

async function settle(
  { store, clock }: Engine,
  queue: string,
  lock: string,
  how: "complete" | "unlock",
): Promise<Reply> {
  const ours = "WHERE queue = ? AND state = 'dead' AND lock = ? AND due_at > ?";
  const { changes } = await store.transact(() =>
    store.run(
      how === "complete"
        ? `DELETE FROM messages ${ours}`
        : `UPDATE messages SET lock = NULL ${ours}`,
      queue,
      lock,
      clock.now(),
    ),
  );
  return changes === 1 ? respond(200) : respond(404, "The lock has run out.");
}

/** A header holds no other characters. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^ -~]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
