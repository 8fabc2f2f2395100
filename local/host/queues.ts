import { randomUUID } from "node:crypto";
import { triggerOf } from "./bindings.ts";
import { clientInputs } from "./client-input.ts";
import type { Engine } from "./engine.ts";
import { type Answer, invoke } from "./invoke.ts";
import { type Message, queueRules, wakeConsumer } from "./messages.ts";
import { sendOutputs } from "./outputs.ts";
import type { TypedData } from "./typed-data.ts";
import type { AppFunction } from "./worker.ts";

const lockMs = queueRules.lockSeconds * 1000;

type Cardinality = "one" | "many";

/** Messages a function takes at once when it asks for many. */
const largestBatch = 1000;

/** Delivers one message to its queue's function, if it is still there and not locked. */
export async function deliverMessage(
  engine: Engine,
  queue: string,
  sequence: number,
): Promise<void> {
  const consumer = engine.consumers.get(queue);
  const messages = available(engine, queue, "AND sequence = ?3 LIMIT 1", sequence);
  if (!consumer || messages.length === 0) return;
  await deliver(engine, consumer.called, messages, "one");
}

/** Delivers the queue's visible messages to its function in one call. */
export async function deliverBatch(engine: Engine, queue: string): Promise<void> {
  const consumer = engine.consumers.get(queue);
  const messages = available(engine, queue, "ORDER BY sequence LIMIT ?3", largestBatch);
  if (!consumer || messages.length === 0) return;
  await deliver(engine, consumer.called, messages, "many");
  engine.wake({ kind: "batch", queue });
}

function available(engine: Engine, queue: string, rest: string, last: number): Message[] {
  return engine.store.all<Message>(
    `SELECT * FROM messages WHERE queue = ?1 AND state <> 'dead' AND due_at <= ?2 ${rest}`,
    queue,
    engine.clock.now(),
    last,
  );
}

async function deliver(
  engine: Engine,
  called: AppFunction,
  visible: Message[],
  cardinality: Cardinality,
): Promise<void> {
  const messages = await lock(engine, visible);
  if (messages.length === 0) return;
  const { name } = called;
  const bodies = messages.map((message) => message.body);
  const input = cardinality === "many" ? bodies : bodies[0];
  engine.tell({ kind: "invocationStarted", name, input, at: engine.clock.now() });
  try {
    const data =
      cardinality === "many" ? { collectionString: { string: bodies } } : { string: bodies[0] };
    const answer = await invoke(called, {
      inputs: [{ name: triggerOf(called).name, data }, ...clientInputs(engine, called)],
      metadata: cardinality === "many" ? arraysOf(messages) : metadataOf(messages[0]),
      log: (level, message) => engine.log(name, level, message),
    });
    await complete(engine, called, messages, answer);
    engine.tell({ kind: "invocationEnded", name, at: engine.clock.now() });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await abandon(engine, messages, message);
    engine.tell({ kind: "invocationEnded", name, error: message, at: engine.clock.now() });
  }
}

/** Locks what may still be delivered; what was delivered too often becomes a dead letter. */
function lock(engine: Engine, messages: Message[]): Promise<Message[]> {
  const now = engine.clock.now();
  return engine.store.transact(() =>
    messages.flatMap((message) => {
      if (message.deliveries >= queueRules.maxDeliveries) {
        bury(engine, message, "its lock ran out on the last delivery");
        return [];
      }
      const locked = { ...message, lock: randomUUID(), deliveries: message.deliveries + 1 };
      engine.store.run(
        "UPDATE messages SET state = 'locked', lock = ?, deliveries = ?, due_at = ? WHERE sequence = ?",
        locked.lock,
        locked.deliveries,
        now + lockMs,
        message.sequence,
      );
      return [locked];
    }),
  );
}

/** Removes the messages and sends what the function put out, in one transaction. */
function complete(
  engine: Engine,
  called: AppFunction,
  messages: Message[],
  answer: Answer,
): Promise<void> {
  return engine.store.transact(() => {
    for (const { sequence, lock } of messages) {
      engine.store.run("DELETE FROM messages WHERE sequence = ? AND lock = ?", sequence, lock);
    }
    sendOutputs(engine, called, answer);
  });
}

/** Gives the messages back at once, or buries those whose last delivery this was. */
function abandon(engine: Engine, messages: Message[], error: string): Promise<void> {
  const { store, clock } = engine;
  return store.transact(() => {
    for (const message of messages) {
      if (message.deliveries >= queueRules.maxDeliveries) {
        bury(engine, message, error);
        continue;
      }
      store.run(
        "UPDATE messages SET state = 'active', lock = NULL, due_at = ? WHERE sequence = ? AND lock = ?",
        clock.now(),
        message.sequence,
        message.lock,
      );
      store.afterCommit(() => wakeConsumer(engine, message.queue, message.sequence));
    }
  });
}

function bury(engine: Engine, message: Message, error: string): void {
  const reason = "MaxDeliveryCountExceeded";
  const { queue, message_id: messageId, sequence } = message;
  engine.store.run(
    "UPDATE messages SET state = 'dead', lock = NULL, dead_reason = ?, dead_description = ? " +
      "WHERE sequence = ?",
    reason,
    `delivered ${message.deliveries} times; the last time: ${error.slice(0, 4000)}`,
    sequence,
  );
  engine.store.afterCommit(() =>
    engine.tell({ kind: "deadLettered", queue, messageId, reason: error, at: engine.clock.now() }),
  );
}

function metadataOf(message: Message | undefined): Record<string, TypedData> {
  return message ? typed(factsOf(message)) : {};
}

/** In a batch each fact is an array, named so. */
function arraysOf(messages: Message[]): Record<string, TypedData> {
  const facts = messages.flatMap((message) => Object.entries(factsOf(message)));
  const arrays = Map.groupBy(facts, ([name]) => `${name}Array`);
  return typed(
    Object.fromEntries([...arrays].map(([name, each]) => [name, each.map(([, fact]) => fact)])),
  );
}

function factsOf(message: Message) {
  return {
    MessageId: message.message_id,
    SequenceNumber: message.sequence,
    DeliveryCount: message.deliveries,
    EnqueuedTimeUtc: new Date(message.enqueued_at).toISOString(),
    LockToken: message.lock,
    ContentType: message.content_type,
    ApplicationProperties: {},
  };
}

function typed(facts: Record<string, unknown>): Record<string, TypedData> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [
      name,
      typeof fact === "string" ? { string: fact } : { json: JSON.stringify(fact) },
    ]),
  );
}
