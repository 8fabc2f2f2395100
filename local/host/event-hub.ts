import { functionsOf, textSetting, triggerOf } from "./bindings.ts";
import { clientInputs } from "./client-input.ts";
import type { Engine } from "./engine.ts";
import { type Answer, invoke } from "./invoke.ts";
import { sendOutputs } from "./outputs.ts";
import type { Retries } from "./retries.ts";
import type { TypedData } from "./typed-data.ts";
import type { App, AppFunction } from "./worker.ts";

/** A function that reads an event hub. */
export interface HubConsumer {
  called: AppFunction;
  hub: string;
  group: string;
  takesMany: boolean;
}

interface HubEvent {
  sequence: number;
  body: string;
  enqueued_at: number;
}

/** Events a function gets at once when it asks for many; the extension's default. */
const largestBatch = 100;

/** The app's event hub functions by name. Throws when two would share one checkpoint. */
export function hubConsumersOf(app: App): Map<string, HubConsumer> {
  const consumers = new Map<string, HubConsumer>();
  for (const called of functionsOf(app, "eventHubTrigger")) {
    const { binding } = triggerOf(called);
    const hub = textSetting(called, binding, "eventHubName");
    const group = binding.consumerGroup
      ? textSetting(called, binding, "consumerGroup")
      : "$Default";
    const takesMany = String(binding.cardinality).toLowerCase() === "many";
    for (const other of consumers.values()) {
      if (other.hub !== hub || other.group !== group) continue;
      throw new Error(
        `Function "${called.name}": it reads event hub "${hub}" under consumer group "${group}", as ` +
          `"${other.called.name}" does; a group has one reader. Give one of them its own consumerGroup.`,
      );
    }
    consumers.set(called.name, { called, hub, group, takesMany });
  }
  return consumers;
}

/** Adds events to a hub, inside a transaction, and wakes its readers after the commit. */
export function publish(
  engine: Engine,
  consumers: Map<string, HubConsumer>,
  hub: string,
  events: unknown[],
): void {
  const now = engine.clock.now();
  for (const event of events) {
    engine.store.run(
      "INSERT INTO hub_events(hub, body, enqueued_at) VALUES (?, ?, ?)",
      hub,
      typeof event === "string" ? event : JSON.stringify(event ?? null),
      now,
    );
  }
  engine.store.afterCommit(() => wakeReaders(engine, consumers, hub));
}

/** Makes the readers of a hub, or of all hubs, look for events. */
export function wakeReaders(
  engine: Engine,
  consumers: Map<string, HubConsumer>,
  hub?: string,
): void {
  for (const [consumer, each] of consumers) {
    if (hub === undefined || each.hub === hub)
      engine.wake({ kind: "events", hub: each.hub, consumer });
  }
}

/**
 * Hands the next events to their function. As in Azure the checkpoint moves on when the function
 * fails too, once its retry policy is used up; killed before the commit, the events come again.
 */
export async function runEvents(
  engine: Engine,
  consumers: Map<string, HubConsumer>,
  consumer: HubConsumer,
  retries: Retries,
): Promise<void> {
  const { called, hub } = consumer;
  const { name } = called;
  const events = nextEvents(engine, consumer);
  const last = events.at(-1);
  if (!last) return;
  const input = consumer.takesMany ? events.map(({ body }) => body) : last.body;
  const again = { kind: "events", hub, consumer: name } as const;
  engine.tell({ kind: "invocationStarted", name, input, at: engine.clock.now() });
  let answer: Answer | null = null;
  let error: string | null = null;
  try {
    answer = await call(engine, consumer, events, retries.failedTries(name));
    retries.succeeded(name);
  } catch (thrown) {
    error = thrown instanceof Error ? thrown.message : String(thrown);
  }
  const isOver = error === null || !retries.failed(name, called.retry, engine.clock.now(), again);
  if (isOver) {
    await engine.store.transact(() => {
      if (answer) sendOutputs(engine, called, answer);
      moveCheckpoint(engine, consumers, consumer, last.sequence);
    });
    engine.wake(again);
  }
  const at = engine.clock.now();
  engine.tell({ kind: "invocationEnded", name, ...(error === null ? {} : { error }), at });
}

function nextEvents(engine: Engine, { hub, group, takesMany }: HubConsumer): HubEvent[] {
  return engine.store.all<HubEvent>(
    "SELECT sequence, body, enqueued_at FROM hub_events WHERE hub = ?1 AND sequence > " +
      "COALESCE((SELECT sequence FROM checkpoints WHERE hub = ?1 AND consumer_group = ?2), 0) " +
      "ORDER BY sequence LIMIT ?3",
    hub,
    group,
    takesMany ? largestBatch : 1,
  );
}

function call(
  engine: Engine,
  { called, takesMany }: HubConsumer,
  events: HubEvent[],
  failedTries: number,
): Promise<Answer> {
  const bodies = events.map(({ body }) => body);
  const data: TypedData = takesMany
    ? { collectionString: { string: bodies } }
    : { string: bodies[0] };
  return invoke(called, {
    inputs: [{ name: triggerOf(called).name, data }, ...clientInputs(engine, called)],
    metadata: metadataOf(events, takesMany ? "many" : "one"),
    retry: { retryCount: failedTries, maxRetryCount: called.retry?.maxRetryCount ?? 0 },
    log: (level, message) => engine.log(called.name, level, message),
  });
}

function metadataOf(events: HubEvent[], cardinality: "one" | "many"): Record<string, TypedData> {
  const sequences = events.map(({ sequence }) => sequence);
  const times = events.map((event) => new Date(event.enqueued_at).toISOString());
  const facts =
    cardinality === "many"
      ? {
          SequenceNumberArray: sequences,
          OffsetArray: sequences.map(String),
          EnqueuedTimeUtcArray: times,
        }
      : { SequenceNumber: sequences[0], Offset: String(sequences[0]), EnqueuedTimeUtc: times[0] };
  return Object.fromEntries(
    Object.entries(facts).map(([name, fact]) => [name, { json: JSON.stringify(fact) }]),
  );
}

/** Events that every reader has passed are removed. */
function moveCheckpoint(
  engine: Engine,
  consumers: Map<string, HubConsumer>,
  { hub, group }: HubConsumer,
  sequence: number,
): void {
  engine.store.run("INSERT OR REPLACE INTO checkpoints VALUES (?, ?, ?)", hub, group, sequence);
  const readers = [...consumers.values()].filter((each) => each.hub === hub);
  const passed = readers.map((reader) => checkpointOf(engine, reader));
  engine.store.run(
    "DELETE FROM hub_events WHERE hub = ? AND sequence <= ?",
    hub,
    Math.min(...passed),
  );
}

function checkpointOf(engine: Engine, { hub, group }: HubConsumer): number {
  const row = engine.store.get<{ sequence: number }>(
    "SELECT sequence FROM checkpoints WHERE hub = ? AND consumer_group = ?",
    hub,
    group,
  );
  return row?.sequence ?? 0;
}
