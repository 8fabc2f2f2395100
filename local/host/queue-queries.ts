import type { Engine } from "./engine.ts";
import type { Message } from "./messages.ts";

/** How a queue stands. */
export interface QueueState {
  queue: string;
  active: number;
  scheduled: number;
  locked: number;
  deadLetters: number;
  /** When the oldest message that is not dead was sent, ISO 8601; null in an empty queue. */
  oldestAt: string | null;
}

/** All queues that have a consumer or a message, by name. */
export function readQueues(engine: Engine): QueueState[] {
  const rows = engine.store.all<Omit<QueueState, "oldestAt"> & { oldest: number | null }>(
    `SELECT queue,
       SUM(state = 'active' AND due_at <= ?1) AS active,
       SUM(state = 'active' AND due_at > ?1) AS scheduled,
       SUM(state = 'locked') AS locked,
       SUM(state = 'dead') AS deadLetters,
       MIN(CASE WHEN state <> 'dead' THEN enqueued_at END) AS oldest
     FROM messages GROUP BY queue`,
    engine.clock.now(),
  );
  const known = new Map(rows.map(({ oldest, ...row }) => [row.queue, { ...row, oldest }]));
  const names = new Set([...known.keys(), ...engine.consumers.keys()]);
  return [...names].sort().map((queue) => {
    const { oldest, ...counts } = known.get(queue) ?? { oldest: null, ...empty };
    return { ...counts, queue, oldestAt: oldest === null ? null : new Date(oldest).toISOString() };
  });
}

const empty = { active: 0, scheduled: 0, locked: 0, deadLetters: 0 };

/** A message that was delivered too often. */
export interface DeadLetter extends Peeked {
  reason: string;
  description: string;
}

/** The dead letters of a queue, oldest first. */
export function readDeadLetters(engine: Engine, queue: string): DeadLetter[] {
  return engine.store
    .all<Message>(
      "SELECT * FROM messages WHERE queue = ? AND state = 'dead' ORDER BY sequence",
      queue,
    )
    .map((row) => ({
      ...waiting(row),
      reason: row.dead_reason ?? "",
      description: row.dead_description ?? "",
    }));
}

/** A message that waits, looked at without taking it. */
export interface Peeked {
  messageId: string;
  body: string;
  deliveries: number;
  enqueuedAt: string;
}

/** The messages of a queue that are not dead, oldest first, at most 100. */
export function peek(engine: Engine, queue: string): Peeked[] {
  return engine.store
    .all<Message>(
      "SELECT * FROM messages WHERE queue = ? AND state <> 'dead' ORDER BY sequence LIMIT 100",
      queue,
    )
    .map(waiting);
}

function waiting(row: Message): Peeked {
  return {
    messageId: row.message_id,
    body: row.body,
    deliveries: row.deliveries,
    enqueuedAt: new Date(row.enqueued_at).toISOString(),
  };
}
