import { app, type InvocationContext, output } from "@azure/functions";
import type { Catalogue } from "../core/catalogue/model-definition.ts";
import { alertHub, connections, queues, triggers } from "../core/names.ts";
import { parseAlerts } from "../core/response/parse-alert.ts";
import { type AlertQueue, planRoutes, type Route } from "../core/response/plan-routes.ts";

const alertQueues: AlertQueue[] = [
  queues.modelDegradation,
  queues.dataDrift,
  queues.pipelineFailure,
  queues.budget,
  queues.unrecognised,
];

/**
 * Registers the router: what action groups write to the event hub goes, checked, to one queue a kind. It retries for
 * ever, since an event hub passes on what failed: alerts wait for the queues, and none is lost.
 */
export function registerAlertRouter(catalogue: Catalogue): void {
  const models = Object.keys(catalogue);
  const outputs = alertQueues.map((queueName) => ({
    queueName,
    to: output.serviceBusQueue({ connection: connections.serviceBus, queueName }),
  }));
  app.eventHub(triggers.onAlert, {
    connection: connections.eventHubs,
    eventHubName: alertHub,
    cardinality: "many",
    extraOutputs: outputs.map(({ to }) => to),
    retry: {
      strategy: "exponentialBackoff",
      maxRetryCount: -1,
      minimumInterval: { seconds: 1 },
      maximumInterval: { minutes: 1 },
    },
    handler(events: unknown, context: InvocationContext) {
      const bodies = Array.isArray(events) ? events : [events];
      const routes = planRoutes(bodies.flatMap((body) => parseAlerts(body, models)));
      for (const { queueName, to } of outputs) {
        const messages = messagesFor(routes, queueName);
        if (messages.length > 0) context.extraOutputs.set(to, messages);
      }
    },
  });
}

function messagesFor(routes: readonly Route[], queue: AlertQueue): Route["message"][] {
  return routes.flatMap((route) => (route.queue === queue ? [route.message] : []));
}
