import { NatGateway } from "@pulumi/azure-native/network/natGateway.js";
import { PublicIPAddress } from "@pulumi/azure-native/network/publicIPAddress.js";
import { RouteTable } from "@pulumi/azure-native/network/routeTable.js";
import type * as pulumi from "@pulumi/pulumi";
import { createDiagnosticSetting } from "./diagnostic-setting.ts";
import type { Placement } from "./placement.ts";
import type { PrivateNetworkArgs } from "./private-network.ts";

/** What a subnet needs to reach what is outside: a NAT gateway, or a route to a firewall. */
export type WayOut =
  | { natGateway: { id: pulumi.Output<string> } }
  | { routeTable: { id: pulumi.Output<string> } };

/** Creates the way out of the perimeter. */
export function createWayOut(
  name: string,
  args: PrivateNetworkArgs,
  placement: Placement,
  parent: pulumi.Resource,
): WayOut {
  if (args.egress === "firewall") return createFirewallRoute(name, args, placement, parent);
  const { location, resourceGroupName, tags } = placement;
  const address = new PublicIPAddress(
    `${name}-nat-address`,
    {
      publicIpAddressName: placement.nameOf("publicAddress"),
      location,
      resourceGroupName,
      tags,
      sku: { name: "Standard" },
      publicIPAllocationMethod: "Static",
    },
    { parent },
  );
  createDiagnosticSetting(`${name}-nat-address`, "publicAddress", address.id, args.logWorkspaceId, {
    parent,
  });
  const gateway = new NatGateway(
    `${name}-nat`,
    {
      natGatewayName: placement.nameOf("natGateway"),
      location,
      resourceGroupName,
      tags,
      sku: { name: "Standard" },
      publicIpAddresses: [{ id: address.id }],
    },
    { parent },
  );
  return { natGateway: { id: gateway.id } };
}

function createFirewallRoute(
  name: string,
  args: PrivateNetworkArgs,
  placement: Placement,
  parent: pulumi.Resource,
): WayOut {
  const { location, resourceGroupName, tags } = placement;
  const table = new RouteTable(
    `${name}-routes`,
    {
      routeTableName: placement.nameOf("routeTable"),
      location,
      resourceGroupName,
      tags,
      disableBgpRoutePropagation: false,
      routes: [
        {
          name: "to-firewall",
          addressPrefix: "0.0.0.0/0",
          nextHopType: "VirtualAppliance",
          nextHopIpAddress: args.firewallAddress,
        },
      ],
    },
    { parent },
  );
  return { routeTable: { id: table.id } };
}
