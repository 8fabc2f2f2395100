import { app, type DurableClient } from "durable-functions";
import type { Catalogue } from "../core/catalogue/model-definition.ts";
import { connections, instanceId, orchestrations, queues, triggers } from "../core/names.ts";
import { planArrival } from "../recipes/plan-arrival.ts";
import { logWait } from "./log-wait.ts";
import { type ArrivalEvent, parseArrivalMessage } from "./parse-arrival-message.ts";
import { startOnce } from "./start-once.ts";

/** Registers the trigger that starts an arrival for each new file; an event that comes twice starts one. */
export function registerArrivals(catalogue: Catalogue): void {
  app.client.serviceBusQueue(triggers.onBronzeArrival, {
    connection: connections.serviceBus,
    queueName: queues.bronzeArrivals,
    async handler(message, client, context) {
      logWait(queues.bronzeArrivals, context);
      for (const event of parseArrivalMessage(message, catalogue)) {
        if (event.kind === "file") await startArrival(client, event);
        else context.warn(`${event.subject}: left alone, ${event.reason}.`);
      }
    },
  });
}

async function startArrival(
  client: DurableClient,
  { model, definition, eventId, path }: Extract<ArrivalEvent, { kind: "file" }>,
): Promise<void> {
  const id = instanceId("arrival", model, eventId);
  await startOnce(
    client,
    orchestrations.arrival,
    id,
    planArrival(model, definition, { eventId, path }),
  );
}
