import { MetricAlert } from "@pulumi/azure-native/monitor/metricAlert.js";
import type * as pulumi from "@pulumi/pulumi";
import { queues } from "../functions/core/names.ts";
import type { Placement } from "./placement.ts";

/** By which the app's router knows what the alert is about. */
const webHookProperties = { kind: queues.pipelineFailure };

/** Who hears of dead letters. */
export interface DeadLetterAudience {
  /** Action group of the people on call, told of dead letters even while the app is down. @default none (nobody is told) */
  onCallGroupId?: pulumi.Input<string>;
  /** Action group that reaches the app, which opens an incident. @default none (no incident) */
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
  new MetricAlert(
    `${name}-dead-letters`,
    {
      ruleName: placement.nameOf("alertRule", "dead-letters"),
      location: "Global",
      resourceGroupName: placement.resourceGroupName,
      tags: placement.tags,
      description: "A message could not be handled and waits in a dead-letter queue.",
      enabled: true,
      severity: 1,
      scopes: [namespaceId],
      evaluationFrequency: "PT5M",
      windowSize: "PT5M",
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            criterionType: "StaticThresholdCriterion",
            name: "dead-letters",
            metricNamespace: "Microsoft.ServiceBus/namespaces",
            metricName: "DeadletteredMessages",
            dimensions: [{ name: "EntityName", operator: "Include", values: ["*"] }],
            operator: "GreaterThan",
            threshold: 0,
            timeAggregation: "Maximum",
          },
        ],
      },
      actions,
    },
    { parent },
  );
}
