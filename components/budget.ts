import { Budget as AzureBudget } from "@pulumi/azure-native/consumption/budget.js";
import type * as pulumi from "@pulumi/pulumi";
import type { AlertingArgs } from "./alerting.ts";
import type { Placement } from "./placement.ts";

/** What a month may cost, and whom its budget tells. */
export interface BudgetArgs {
  /** Amount for one month in the currency of the subscription's bill, more than 0. */
  monthlyAmount: number;
  /** First month, as its first day, such as `2026-01-01`. Kept for ever: Azure takes no other day, and no change. */
  startDate: string;
  /** Mail addresses of the people who answer for the cost; at least one. */
  ownerEmails: string[];
}

/**
 * Creates the budget: what is spent (80 and 100 %) and what is to be expected (120 %) tells its owners and the app, which
 * may pause what is not essential. It counts Databricks' own resource group, where most of the cost is.
 */
export function createBudget(
  name: string,
  budget: BudgetArgs,
  actionGroupId: pulumi.Input<string>,
  args: AlertingArgs,
  placement: Placement,
  parent: pulumi.Resource,
): void {
  const groups = args.budgetResourceGroups ?? [];
  const tell = (thresholdType: "Actual" | "Forecasted", threshold: number) => ({
    enabled: true,
    operator: "GreaterThanOrEqualTo",
    threshold,
    thresholdType,
    contactEmails: budget.ownerEmails,
    contactGroups: [actionGroupId],
  });
  new AzureBudget(
    `${name}-budget`,
    {
      budgetName: placement.nameOf("budget"),
      scope: `/subscriptions/${args.subscriptionId}`,
      category: "Cost",
      amount: budget.monthlyAmount,
      timeGrain: "Monthly",
      timePeriod: { startDate: `${budget.startDate}T00:00:00Z` },
      ...(groups.length === 0
        ? {}
        : {
            filter: { dimensions: { name: "ResourceGroupName", operator: "In", values: groups } },
          }),
      notifications: {
        "spent-80": tell("Actual", 80),
        "spent-100": tell("Actual", 100),
        "forecast-120": tell("Forecasted", 120),
      },
    },
    { parent },
  );
}
