import { app } from "durable-functions";
import type { Catalogue } from "../core/catalogue/model-definition.ts";
import {
  allModels,
  connections,
  instanceId,
  orchestrations,
  queues,
  triggers,
} from "../core/names.ts";
import { type AlertQueue, parseRouted, type RoutedAlerts } from "../core/response/plan-routes.ts";
import { logWait } from "./log-wait.ts";
import { startOnce } from "./start-once.ts";

const queueOf: [string, AlertQueue][] = [
  [triggers.onModelDegradation, queues.modelDegradation],
  [triggers.onDataDrift, queues.dataDrift],
  [triggers.onPipelineFailure, queues.pipelineFailure],
  [triggers.onBudget, queues.budget],
  [triggers.onUnrecognised, queues.unrecognised],
];

/**
 * Registers the trigger of each queue that the router fills. A message that comes twice starts one orchestration;
 * one that the router did not write is delivered again and dead-lettered in the end.
 */
export function registerAlertQueues(catalogue: Catalogue): void {
  const models = Object.keys(catalogue);
  for (const [name, queueName] of queueOf) {
    app.client.serviceBusQueue(name, {
      connection: connections.serviceBus,
      queueName,
      async handler(body, client, context) {
        logWait(queueName, context);
        const message = parseRouted(queueName, body, models);
        if (message.kind === "alerts") {
          const id = instanceId("response", message.model, firingsOf(message));
          await startOnce(client, orchestrations.response, id, message);
          return;
        }
        // The same payload that comes again tomorrow is another message, and must not be taken for a redelivery.
        const delivery = [
          context.triggerMetadata?.messageId,
          ...message.strangers.map(({ id }) => id),
        ];
        const id = instanceId("strangers", allModels, delivery.join("\n"));
        await startOnce(client, orchestrations.strangers, id, message);
      },
    });
  }
}

/** The same alert that fires again is another message; the same firing delivered again is not. */
function firingsOf({ alerts }: RoutedAlerts): string {
  return alerts
    .map(({ id, kind, condition, at }) => [id, kind, condition, at].join(" "))
    .join("\n");
}
