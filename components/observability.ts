import { Component as ApplicationInsights } from "@pulumi/azure-native/applicationinsights/component.js";
import { ActionGroup } from "@pulumi/azure-native/monitor/actionGroup.js";
import { Workspace as LogWorkspace } from "@pulumi/azure-native/operationalinsights/workspace.js";
import * as pulumi from "@pulumi/pulumi";
import { createDiagnosticSetting } from "./diagnostic-setting.ts";
import { type Placement, type PlacementArgs, placementOf } from "./placement.ts";
import { checkArguments } from "./plan/check-arguments.ts";
import { observability as settings } from "./plan/platform-settings.ts";
import { emails } from "./plan/setting-values.ts";
import { createRoleAssignments } from "./role-assignment.ts";
import { createWatchdog } from "./watchdog.ts";

/** How logs and telemetry reach Azure Monitor: through the perimeter's private link alone, or over its shared endpoint, signed in. */
export const MonitorAccess = { Private: "private", Shared: "shared" } as const;
/** A value of `MonitorAccess`. */
export type MonitorAccess = (typeof MonitorAccess)[keyof typeof MonitorAccess];

/** What is kept, and for how long; `Observability` adds where it goes. */
export interface ObservabilitySettingsArgs {
  /** Days that logs are kept, from 30 to 730. Ignored with `existingLogWorkspaceId`. @default 90 */
  retentionDays?: number;
  /** Log workspace of the platform team to use instead of creating one. @default none (one is created) */
  existingLogWorkspaceId?: pulumi.Input<string>;
  /**
   * How telemetry reaches Azure Monitor. `Shared` suits a hub whose own private link scope serves all networks:
   * a second scope would take over its DNS. @default MonitorAccess.Private
   */
  monitorAccess?: MonitorAccess;
}

/** Arguments of `Observability`. */
export interface ObservabilityArgs extends PlacementArgs, ObservabilitySettingsArgs {
  /** Mail addresses of the people who are told when the system itself fails; at least one. */
  onCallEmails: string[];
  /** Subscription that holds the built-in roles. */
  subscriptionId: pulumi.Input<string>;
  /** Object id of the agent identity, which sends telemetry. */
  agentPrincipalId: pulumi.Input<string>;
}

const shape = { ...settings.shape, onCallEmails: emails };

/** Logs, telemetry, the people on call, and the watchdog that tells them when the system falls silent. */
export class Observability extends pulumi.ComponentResource {
  /** Resource id of the log workspace. */
  readonly logWorkspaceId: pulumi.Output<string>;
  /** Resource id of Application Insights. */
  readonly insightsId: pulumi.Output<string>;
  /** Where telemetry goes. It names an endpoint and opens nothing: local authentication is off. */
  readonly insightsConnection: pulumi.Output<string>;
  /** Resource id of the action group that mails the people on call. */
  readonly onCallGroupId: pulumi.Output<string>;

  constructor(name: string, args: ObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments({ type: "Observability", name }, args, shape);
    super("nightshift:index:Observability", name, {}, opts);
    const placement = placementOf(args);
    const workspaceId = args.existingLogWorkspaceId ?? createWorkspace(name, args, placement, this);
    const insights = createInsights(name, workspaceId, args, placement, this);
    const onCall = createOnCallGroup(name, args, placement, this);
    createWatchdog(name, insights.id, onCall.id, placement, this);
    const grantees = { agent: { principalId: args.agentPrincipalId } };
    const scopes = { insights: insights.id };
    createRoleAssignments(name, args.subscriptionId, grantees, scopes, { parent: this });
    this.logWorkspaceId = pulumi.output(workspaceId);
    this.insightsId = insights.id;
    this.insightsConnection = insights.connectionString;
    this.onCallGroupId = onCall.id;
    this.registerOutputs({
      logWorkspaceId: this.logWorkspaceId,
      insightsId: this.insightsId,
      insightsConnection: this.insightsConnection,
      onCallGroupId: this.onCallGroupId,
    });
  }
}

function ingestionOf(args: ObservabilityArgs): "Disabled" | "Enabled" {
  return args.monitorAccess === MonitorAccess.Shared ? "Enabled" : "Disabled";
}

function createWorkspace(
  name: string,
  args: ObservabilityArgs,
  placement: Placement,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const { location, resourceGroupName, tags } = placement;
  const workspace = new LogWorkspace(
    `${name}-logs`,
    {
      workspaceName: placement.nameOf("logWorkspace"),
      location,
      resourceGroupName,
      tags,
      sku: { name: "PerGB2018" },
      retentionInDays: args.retentionDays ?? 90,
      features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
      publicNetworkAccessForIngestion: ingestionOf(args),
      // A workspace that refuses public queries may silence its own log alerts: see docs/first-deployment.md.
      publicNetworkAccessForQuery: "Enabled",
    },
    { parent },
  );
  createDiagnosticSetting(`${name}-logs`, "logWorkspace", workspace.id, workspace.id, { parent });
  return workspace.id;
}

function createInsights(
  name: string,
  workspaceId: pulumi.Input<string>,
  args: ObservabilityArgs,
  placement: Placement,
  parent: pulumi.Resource,
): ApplicationInsights {
  const { location, resourceGroupName, tags } = placement;
  return new ApplicationInsights(
    `${name}-insights`,
    {
      resourceName: placement.nameOf("insights"),
      location,
      resourceGroupName,
      tags,
      kind: "web",
      applicationType: "web",
      ingestionMode: "LogAnalytics",
      workspaceResourceId: workspaceId,
      disableLocalAuth: true,
      publicNetworkAccessForIngestion: ingestionOf(args),
      publicNetworkAccessForQuery: "Enabled",
    },
    { parent },
  );
}

function createOnCallGroup(
  name: string,
  args: ObservabilityArgs,
  placement: Placement,
  parent: pulumi.Resource,
): ActionGroup {
  return new ActionGroup(
    `${name}-on-call`,
    {
      actionGroupName: placement.nameOf("actionGroup", "on-call"),
      groupShortName: "on-call",
      location: "Global",
      resourceGroupName: placement.resourceGroupName,
      tags: placement.tags,
      enabled: true,
      emailReceivers: args.onCallEmails.map((emailAddress, index) => ({
        name: `person-${index + 1}`,
        emailAddress,
        useCommonAlertSchema: true,
      })),
    },
    { parent },
  );
}
