import { ScheduledQueryRule } from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Placement } from "./placement.ts";

/** Tells the people on call when the app has run nothing for half an hour: its timers run every few minutes, so silence is failure. */
export function createWatchdog(
  name: string,
  insightsId: pulumi.Input<string>,
  onCallGroupId: pulumi.Input<string>,
  placement: Placement,
  parent: pulumi.Resource,
): void {
  const { location, resourceGroupName, tags } = placement;
  new ScheduledQueryRule(
    `${name}-watchdog`,
    {
      ruleName: placement.nameOf("alertRule", "watchdog"),
      location,
      resourceGroupName,
      tags,
      kind: "LogAlert",
      displayName: "Nightshift is silent",
      description: "No function ran for 30 minutes: nothing is validated, watched or rolled back.",
      enabled: true,
      severity: 0,
      scopes: [insightsId],
      evaluationFrequency: "PT15M",
      windowSize: "PT30M",
      autoMitigate: true,
      // The table exists only once the app has run.
      skipQueryValidation: true,
      criteria: {
        allOf: [
          { query: "requests", timeAggregation: "Count", operator: "LessThan", threshold: 1 },
        ],
      },
      actions: { actionGroups: [onCallGroupId], customProperties: { kind: "silence" } },
    },
    { parent },
  );
}
