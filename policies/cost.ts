import { estimateCost } from "./estimate-cost.ts";
import { numberSetting, type Policy } from "./policy.ts";
import { listPrices } from "./price-table.ts";

const monthlyDollars = 3000;

/** Somebody notices before the bill comes. */
export const costPolicies: readonly Policy[] = [
  {
    kind: "stack",
    name: "stack-require-budget",
    level: "mandatory",
    rule: "A stack with compute must have a budget.",
    why: "A loop that retrains every five minutes is cheap for an hour and dear for a weekend.",
    example: "no consumption.Budget beside a databricks.Job or an app service plan",
    mend: "Declare a consumption.Budget that notifies an action group.",
    judge: (resources) => {
      const compute = resources.filter(({ type }) =>
        ["databricks:Job", "databricks:Workspace", "web:AppServicePlan"].includes(type),
      );
      const budgets = resources.filter(({ type }) =>
        /^(?:consumption|costmanagement):Budget/.test(type),
      );
      return compute.length > 0 && budgets.length === 0
        ? [
            {
              message: `The stack has ${compute.length} resources that compute and no budget. Declare a consumption.Budget that notifies an action group.`,
            },
          ]
        : [];
    },
  },
  {
    kind: "stack",
    name: "stack-disallow-cost-above-cap",
    level: "advisory",
    rule: `A stack should cost less than $${monthlyDollars} a month by the list prices of this pack.`,
    why: "A reviewer sees the price of a change while it is still a line in a diff.",
    example: "sku.capacity: 16 on a Premium namespace",
    mend: "Take a smaller size, or raise the cap in the policy's configuration on purpose.",
    settings: { dollarsPerMonth: { says: "Cap in US dollars a month", default: monthlyDollars } },
    judge: (resources, settings) => {
      const cap = numberSetting(settings, "dollarsPerMonth", monthlyDollars);
      const lines = estimateCost(resources, listPrices);
      const total = lines.reduce((sum, line) => sum + line.dollarsPerMonth, 0);
      const dearest = lines
        .slice(0, 3)
        .map((line) => `${line.name} $${line.dollarsPerMonth.toFixed(0)} (${line.basis})`);
      return total > cap
        ? [
            {
              message: `The stack is estimated at $${total.toFixed(0)} a month, above the cap of $${cap}. Dearest: ${dearest.join(", ")}. Take smaller sizes, or raise the cap on purpose.`,
            },
          ]
        : [];
    },
  },
];
