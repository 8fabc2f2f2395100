import { MetricAlert } from "@pulumi/azure-native/monitor/metricAlert.js";
import type * as pulumi from "@pulumi/pulumi";
import { queues } from "../functions/core/names.ts";
import type { Placement } from "./placement.ts";

/** By which the app's router knows what the alert is about. */
const webHookProperties = { kind: queues.pipelineFailure };

/** Who hears of dead letters and of queues that stand still. */
export interface DeadLetterAudience {
  /** Action group of the people on call, told of dead letters and of queues that stand still, even while the app is down. @default none (nobody is told) */
  onCallGroupId?: pulumi.Input<string>;
  /** Action group that reaches the app, which opens an incident for dead letters. @default none (no incident) */
  agentsGroupId?: pulumi.Input<string>;
}

/** Tells people and the app of each queue that has dead letters. */
export function createDeadLetterAlert(
  name: string,
  namespaceId: pulumi.Input<string>,
  { onCallGroupId, agentsGroupId }: DeadLetterAudience,
  placement: Placement,
  parent: pulumi.Resource,
): void {
  const actions = [
    ...(onCallGroupId === undefined ? [] : [{ actionGroupId: onCallGroupId }]),
    ...(agentsGroupId === undefined ? [] : [{ actionGroupId: agentsGroupId, webHookProperties }]),
  ];
  if (actions.length === 0) return;
  createQueueAlert(name, namespaceId, placement, parent, {
    role: "dead-letters",
    description: "A message could not be handled and waits in a dead-letter queue.",
    metricName: "DeadletteredMessages",
    timeAggregation: "Maximum",
    windowSize: "PT5M",
    actions,
  });
}

/**
 * Tells the people on call of each queue that was never empty for half an hour: its depth over time, since Service Bus
 * has no metric of age. The app is not told: most likely it is what stands still.
 */
export function createBacklogAlert(
  name: string,
  namespaceId: pulumi.Input<string>,
  { onCallGroupId }: Pick<DeadLetterAudience, "onCallGroupId">,
  placement: Placement,
  parent: pulumi.Resource,
): void {
  if (onCallGroupId === undefined) return;
  createQueueAlert(name, namespaceId, placement, parent, {
    role: "backlog",
    description: "A queue was never empty for 30 minutes: messages wait, and nobody handles them.",
    metricName: "ActiveMessages",
    timeAggregation: "Minimum",
    windowSize: "PT30M",
    actions: [{ actionGroupId: onCallGroupId }],
  });
}

interface QueueAlert {
  role: string;
  description: string;
  metricName: string;
  timeAggregation: string;
  windowSize: string;
  actions: { actionGroupId: pulumi.Input<string>; webHookProperties?: { kind: string } }[];
}

function createQueueAlert(
  name: string,
  namespaceId: pulumi.Input<string>,
  placement: Placement,
  parent: pulumi.Resource,
  { role, description, metricName, timeAggregation, windowSize, actions }: QueueAlert,
): void {
  new MetricAlert(
    `${name}-${role}`,
    {
      ruleName: placement.nameOf("alertRule", role),
      location: "Global",
      resourceGroupName: placement.resourceGroupName,
      tags: placement.tags,
      description,
      enabled: true,
      severity: 1,
      scopes: [namespaceId],
      evaluationFrequency: "PT5M",
      windowSize,
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            criterionType: "StaticThresholdCriterion",
            name: role,
            metricNamespace: "Microsoft.ServiceBus/namespaces",
            metricName,
            dimensions: [{ name: "EntityName", operator: "Include", values: ["*"] }],
            operator: "GreaterThan",
            threshold: 0,
            timeAggregation,
          },
        ],
      },
      actions,
    },
    { parent },
  );
}
