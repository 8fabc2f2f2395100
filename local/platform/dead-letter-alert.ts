import { isoOf } from "../../functions/core/instant.ts";
import { queues, shortHash } from "../../functions/core/names.ts";

/** A message that was dead-lettered: of which queue, and when in milliseconds since the epoch. */
export interface BuriedMessage {
  queue: string;
  messageId: string;
  at: number;
}

/** What Azure Monitor sends when a queue has a dead letter: a metric alert on `DeadletteredMessages`. */
export function renderDeadLetterAlert({ queue, messageId, at }: BuriedMessage): object {
  const essentials = {
    alertId: `/local/alerts/${shortHash(`${queue}\n${messageId}\n${at}`)}`,
    alertRule: "dead-letters",
    severity: "Sev1",
    signalType: "Metric",
    monitorCondition: "Fired",
    monitoringService: "Platform",
    firedDateTime: isoOf(at),
    description: "A message could not be handled and waits in a dead-letter queue.",
    essentialsVersion: "1.0",
    alertContextVersion: "1.0",
  };
  const criterion = {
    metricName: "DeadletteredMessages",
    metricNamespace: "Microsoft.ServiceBus/namespaces",
    operator: "GreaterThan",
    threshold: "0",
    timeAggregation: "Maximum",
    dimensions: [{ name: "EntityName", value: queue }],
    metricValue: 1,
  };
  const alertContext = {
    properties: null,
    conditionType: "SingleResourceMultipleMetricCriteria",
    condition: { windowSize: "PT5M", allOf: [criterion] },
  };
  const customProperties = { kind: queues.pipelineFailure };
  return {
    schemaId: "azureMonitorCommonAlertSchema",
    data: { essentials, alertContext, customProperties },
  };
}
