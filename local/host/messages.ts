import { randomUUID } from "node:crypto";
import type { Engine } from "./engine.ts";

/** How every queue of the local host behaves; the defaults of Azure Service Bus. */
export const queueRules = {
  lockSeconds: 60,
  maxDeliveries: 10,
  duplicateWindowMinutes: 10,
} as const;

/** A message to be sent. */
export interface Outbound {
  /** A text is sent as it is, anything else as JSON. */
  body: unknown;
  /** A second message with this id within ten minutes is dropped. @default a random id */
  messageId?: string;
  /** Nobody sees it before: ISO 8601 or ms since the epoch. @default at once */
  scheduledAt?: string | number;
}

/** One stored message. */
export interface Message {
  sequence: number;
  queue: string;
  message_id: string;
  body: string;
  content_type: string | null;
  state: "active" | "locked" | "dead";
  due_at: number;
  enqueued_at: number;
  deliveries: number;
  lock: string | null;
  dead_reason: string | null;
  dead_description: string | null;
}

/** Puts messages into a queue, inside a transaction; answers how many were no duplicates. */
export function enqueue(engine: Engine, queue: string, messages: Outbound[]): number {
  return messages.filter((message) => enqueueOne(engine, queue, message)).length;
}

function enqueueOne(engine: Engine, queue: string, message: Outbound): boolean {
  const { store, clock } = engine;
  const now = clock.now();
  const messageId = message.messageId ?? randomUUID();
  if (message.messageId !== undefined && !isNew(engine, queue, messageId, now)) return false;
  const dueAt = message.scheduledAt === undefined ? now : timeOf(message.scheduledAt);
  const isText = typeof message.body === "string";
  const { id } = store.run(
    "INSERT INTO messages(queue, message_id, body, content_type, state, due_at, enqueued_at, deliveries) " +
      "VALUES (?, ?, ?, ?, 'active', ?, ?, 0)",
    queue,
    messageId,
    typeof message.body === "string" ? message.body : JSON.stringify(message.body ?? null),
    isText ? "text/plain" : "application/json",
    dueAt,
    now,
  );
  if (dueAt <= now) store.afterCommit(() => wakeConsumer(engine, queue, id));
  return true;
}

function isNew({ store }: Engine, queue: string, messageId: string, now: number): boolean {
  const since = now - queueRules.duplicateWindowMinutes * 60_000;
  store.run("DELETE FROM message_ids WHERE seen_at <= ?", since);
  const { changes } = store.run(
    "INSERT OR IGNORE INTO message_ids VALUES (?, ?, ?)",
    queue,
    messageId,
    now,
  );
  return changes === 1;
}

function timeOf(at: string | number): number {
  const time = typeof at === "number" ? at : Date.parse(at);
  if (Number.isFinite(time)) return time;
  throw new RangeError(
    `Message: scheduledAt is "${at}"; it must be an ISO 8601 time or ms since the epoch.`,
  );
}

/** Makes the queue's function, if it has one, take the message. */
export function wakeConsumer(engine: Engine, queue: string, sequence: number): void {
  const consumer = engine.consumers.get(queue);
  if (!consumer) return;
  engine.wake(consumer.takesMany ? { kind: "batch", queue } : { kind: "message", queue, sequence });
}

/** Wakes the consumers of messages whose time or lock ran out after `from` and up to `to`. */
export function releaseMessages(engine: Engine, from: number, to: number): void {
  const rows = engine.store.all<{ queue: string; sequence: number }>(
    "SELECT queue, sequence FROM messages WHERE state <> 'dead' AND due_at > ? AND due_at <= ? " +
      "ORDER BY sequence",
    from,
    to,
  );
  for (const { queue, sequence } of rows) wakeConsumer(engine, queue, sequence);
}

/**
 * When the first message becomes visible after `after`, by its schedule or because its lock runs
 * out; or null.
 */
export function nextMessageAt(engine: Engine, after: number): number | null {
  const row = engine.store.get<{ at: number | null }>(
    "SELECT MIN(due_at) AS at FROM messages WHERE state <> 'dead' AND due_at > ?",
    after,
  );
  return row?.at ?? null;
}
