import { ActionGroup } from "@pulumi/azure-native/monitor/actionGroup.js";
import { ScheduledQueryRule } from "@pulumi/azure-native/monitor/scheduledQueryRule.js";
import * as pulumi from "@pulumi/pulumi";
import { windowSizeOf } from "../functions/core/response/plan-alert-rules.ts";
import { createAlertHub } from "./alert-hub.ts";
import { type BudgetArgs, createBudget } from "./budget.ts";
import { type Placement, type PlacementArgs, placementOf } from "./placement.ts";
import type { PrivateAccessArgs } from "./private-endpoint.ts";
import { createRoleAssignments } from "./role-assignment.ts";

/** One scheduled query: see `planAlertRules`, which derives them from a catalogue. */
export interface AlertRuleArgs {
  /** Model that the rule watches. */
  modelId: string;
  /** Kind of alert: `model-degradation`, `data-drift`, `pipeline-failure` or `budget`. */
  kind: string;
  /** Azure severity, from 0 (critical) to 4 (verbose). */
  severity: number;
  /** One sentence for whoever is told. */
  description: string;
  /** KQL that gives a row with `excess` (value / limit), `version` and `feature` for each version. */
  query: string;
}

/** Arguments of `Alerting`. */
export interface AlertingArgs extends PlacementArgs {
  /** How the event hub is reached. */
  access: PrivateAccessArgs;
  /** Subscription of the hub and the built-in roles. */
  subscriptionId: string;
  /** Tenant of the subscription. */
  tenantId: string;
  /** Object id of the agent identity, which reads the event hub. */
  agentPrincipalId: pulumi.Input<string>;
  /** Log workspace that the rules query, and that diagnostics go to. */
  logWorkspaceId: pulumi.Input<string>;
  /** Scheduled queries. @default [] */
  rules?: AlertRuleArgs[];
  /** The month's budget and whom it tells. */
  budget: BudgetArgs;
  /** Names of the resource groups whose cost the budget counts. @default [] (the whole subscription) */
  budgetResourceGroups?: pulumi.Input<string>[];
}

/**
 * From a measurement to the app: scheduled queries and a budget fire an action group, which writes to an event hub
 * with its own identity. Action groups reach no private web address; an event hub they do.
 */
export class Alerting extends pulumi.ComponentResource {
  /** Host name of the event hub's namespace. */
  readonly hostName: pulumi.Output<string>;
  /** Resource id of the action group that reaches the app. */
  readonly actionGroupId: pulumi.Output<string>;

  constructor(name: string, args: AlertingArgs, opts?: pulumi.ComponentResourceOptions) {
    super("nightshift:index:Alerting", name, {}, opts);
    const placement = placementOf(args);
    const hub = createAlertHub(name, args, placement, this);
    const group = createActionGroup(name, hub, args, placement, this);
    const principalId = group.identity.apply((identity) => identity?.principalId ?? "");
    const grantees = { alerts: { principalId }, agent: { principalId: args.agentPrincipalId } };
    const scopes = { alertHub: hub.hubId };
    createRoleAssignments(name, args.subscriptionId, grantees, scopes, { parent: this });
    for (const rule of args.rules ?? []) createRule(name, rule, group.id, args, placement, this);
    createBudget(name, args.budget, group.id, args, placement, this);
    this.hostName = pulumi.interpolate`${hub.namespaceName}.servicebus.windows.net`;
    this.actionGroupId = group.id;
    this.registerOutputs({ hostName: this.hostName, actionGroupId: this.actionGroupId });
  }
}

function createActionGroup(
  name: string,
  hub: { namespaceName: pulumi.Output<string>; hubName: pulumi.Output<string> },
  args: AlertingArgs,
  placement: Placement,
  parent: pulumi.Resource,
): ActionGroup {
  return new ActionGroup(
    `${name}-agents`,
    {
      actionGroupName: placement.nameOf("actionGroup", "agents"),
      groupShortName: "nightshift",
      location: "Global",
      resourceGroupName: placement.resourceGroupName,
      tags: placement.tags,
      enabled: true,
      identity: { type: "SystemAssigned" },
      eventHubReceivers: [
        {
          name: "alert-hub",
          subscriptionId: args.subscriptionId,
          tenantId: args.tenantId,
          eventHubNameSpace: hub.namespaceName,
          eventHubName: hub.hubName,
          managedIdentity: "SystemAssigned",
          useCommonAlertSchema: true,
        },
      ],
    },
    { parent },
  );
}

function createRule(
  name: string,
  rule: AlertRuleArgs,
  actionGroupId: pulumi.Input<string>,
  args: AlertingArgs,
  placement: Placement,
  parent: pulumi.Resource,
): void {
  const { location, resourceGroupName, tags } = placement;
  new ScheduledQueryRule(
    `${name}-${rule.modelId}-${rule.kind}`,
    {
      ruleName: placement.nameOf("alertRule", `${rule.modelId}-${rule.kind}`),
      location,
      resourceGroupName,
      tags,
      kind: "LogAlert",
      displayName: `${rule.modelId}: ${rule.kind}`,
      description: rule.description,
      enabled: true,
      severity: rule.severity,
      scopes: [args.logWorkspaceId],
      evaluationFrequency: "PT5M",
      windowSize: windowSizeOf(rule.kind),
      // The app is told when it is over: `Resolved` closes the alert's group.
      autoMitigate: true,
      // The table exists only once the app has logged.
      skipQueryValidation: true,
      criteria: criteriaOf(rule),
      actions: {
        actionGroups: [actionGroupId],
        customProperties: { model: rule.modelId, kind: rule.kind },
      },
    },
    { parent },
  );
}

/** One alert for each version and feature whose measured excess is above 1. */
function criteriaOf(rule: AlertRuleArgs) {
  const every = (dimension: string) => ({ name: dimension, operator: "Include", values: ["*"] });
  return {
    allOf: [
      {
        query: rule.query,
        metricMeasureColumn: "excess",
        timeAggregation: "Maximum",
        operator: "GreaterThan",
        threshold: 1,
        dimensions: [every("version"), every("feature")],
        failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
      },
    ],
  };
}
