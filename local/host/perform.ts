import { runActivity } from "./activities.ts";
import type { Work } from "./dispatcher.ts";
import type { Engine } from "./engine.ts";
import { runEntity } from "./entities.ts";
import { type HubConsumer, runEvents } from "./event-hub.ts";
import { takeTurn } from "./orchestrations.ts";
import { deliverBatch, deliverMessage } from "./queues.ts";
import type { Retries } from "./retries.ts";
import { runTimer, type TimerTrigger } from "./timer-trigger.ts";

/** The app's triggers that are neither HTTP nor durable nor a queue. */
export interface Triggers {
  timers: Map<string, TimerTrigger>;
  hubs: Map<string, HubConsumer>;
  retries: Retries;
}

/** Does one piece of work. */
export async function perform(engine: Engine, triggers: Triggers, work: Work): Promise<void> {
  const { timers, hubs, retries } = triggers;
  switch (work.kind) {
    case "instance":
      return takeTurn(engine, work.id);
    case "entity":
      return runEntity(engine, work.id);
    case "activity":
      return runActivity(engine, work.id);
    case "message":
      return deliverMessage(engine, work.queue, work.sequence);
    case "batch":
      return deliverBatch(engine, work.queue);
    case "events": {
      const consumer = hubs.get(work.consumer);
      return consumer && runEvents(engine, hubs, consumer, retries);
    }
    case "timer": {
      const timer = timers.get(work.name);
      return timer && runTimer(engine, timer, retries);
    }
  }
}
