import { ScheduledQueryRule } from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
import type * as pulumi from "@pulumi/pulumi";
import { triggers } from "../functions/core/names.ts";
import type { Placement } from "./placement.ts";

/**
 * Tells the people on call when the timer that measures has not run for half an hour: it runs every few minutes, so silence
 * is failure. Other requests prove nothing: the platform calls the app's health page as long as the app stands.
 */
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
      description:
        "The app's timer did not run for 30 minutes: nothing is validated, watched or rolled back.",
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
          {
            query: `requests | where name == "${triggers.onMonitoring}"`,
            timeAggregation: "Count",
            operator: "LessThan",
            threshold: 1,
          },
        ],
      },
      actions: { actionGroups: [onCallGroupId], customProperties: { kind: "silence" } },
    },
    { parent },
  );
}
