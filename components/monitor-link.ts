import { PrivateLinkScope } from "@pulumi/azure-native/monitor/privateLinkScope.js";
import { PrivateLinkScopedResource } from "@pulumi/azure-native/monitor/privateLinkScopedResource.js";
import * as pulumi from "@pulumi/pulumi";
import { type PlacementArgs, placementOf } from "./placement.ts";
import { createPrivateEndpoints, type PrivateAccessArgs } from "./private-endpoint.ts";

/** Arguments of `MonitorLink`. */
export interface MonitorLinkArgs extends PlacementArgs {
  /** How Azure Monitor is reached. */
  access: PrivateAccessArgs;
  /** Log workspace that takes logs through the link. */
  logWorkspaceId: pulumi.Input<string>;
  /** Application Insights that takes telemetry through the link. */
  insightsId: pulumi.Input<string>;
}

/** The private link to Azure Monitor: telemetry stays inside the network, reading it does not need the network. */
export class MonitorLink extends pulumi.ComponentResource {
  /** Resource id of the private link scope. */
  readonly scopeId: pulumi.Output<string>;

  constructor(name: string, args: MonitorLinkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("nightshift:index:MonitorLink", name, {}, opts);
    const placement = placementOf(args);
    const { resourceGroupName, tags } = placement;
    const scope = new PrivateLinkScope(
      `${name}-scope`,
      {
        scopeName: placement.nameOf("linkScope"),
        location: "Global",
        resourceGroupName,
        tags,
        accessModeSettings: { ingestionAccessMode: "PrivateOnly", queryAccessMode: "Open" },
      },
      { parent: this },
    );
    const linked = { logs: args.logWorkspaceId, insights: args.insightsId };
    const members = Object.entries(linked).map(
      ([member, linkedResourceId]) =>
        new PrivateLinkScopedResource(
          `${name}-${member}`,
          { name: member, scopeName: scope.name, resourceGroupName, linkedResourceId },
          { parent: this },
        ),
    );
    createPrivateEndpoints(name, "monitor", scope.id, args.access, placement, this, members);
    this.scopeId = scope.id;
    this.registerOutputs({ scopeId: this.scopeId });
  }
}
