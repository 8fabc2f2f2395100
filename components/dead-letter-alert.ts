import { MetricAlert } from "@pulumi/azure-native/monitor/metricAlert.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Placement } from "./placement.ts";

/** Tells the people on call of each queue that has dead letters, even while the function app is down. */
export function createDeadLetterAlert(
  name: string,
  namespaceId: pulumi.Input<string>,
  onCallGroupId: pulumi.Input<string> | undefined,
  placement: Placement,
  parent: pulumi.Resource,
): void {
  if (onCallGroupId === undefined) return;
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
      actions: [{ actionGroupId: onCallGroupId }],
    },
    { parent },
  );
}
