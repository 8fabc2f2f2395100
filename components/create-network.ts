import { NetworkSecurityGroup } from "@pulumi/azure-native/network/networkSecurityGroup.js";
import { VirtualNetwork } from "@pulumi/azure-native/network/virtualNetwork.js";
import * as pulumi from "@pulumi/pulumi";
import { createDiagnosticSetting } from "./diagnostic-setting.ts";
import type { Placement } from "./placement.ts";
import { planSubnets, type SubnetRole, subnetRoles } from "./plan/plan-subnets.ts";
import { refuse } from "./plan/refuse.ts";
import * as rules from "./plan/security-rules.ts";
import type { ExistingNetworkArgs, PrivateNetworkArgs } from "./private-network.ts";
import { createWayOut, type WayOut } from "./way-out.ts";

/** Creates the network with its subnets inline: separate subnet resources fight over one network. */
export function createNetwork(
  name: string,
  args: PrivateNetworkArgs,
  placement: Placement,
  parent: pulumi.Resource,
): ExistingNetworkArgs {
  const { addressSpace = "10.20.0.0/22" } = args;
  const ranges = rangesOf(name, addressSpace, args);
  const groups = createSecurityGroups(name, args, placement, parent);
  const way = createWayOut(name, args, placement, parent);
  const virtualNetwork = new VirtualNetwork(
    `${name}-network`,
    {
      virtualNetworkName: placement.nameOf("virtualNetwork"),
      location: placement.location,
      resourceGroupName: placement.resourceGroupName,
      tags: placement.tags,
      addressSpace: { addressPrefixes: [addressSpace] },
      subnets: subnetOrder.map((role) => subnetArgs(role, ranges[role], groups[role], way)),
    },
    { parent, dependsOn: Object.values(groups) },
  );
  createDiagnosticSetting(
    `${name}-network`,
    "virtualNetwork",
    virtualNetwork.id,
    args.logWorkspaceId,
    {
      parent,
    },
  );
  const subnetId = (role: SubnetRole) =>
    pulumi.interpolate`${virtualNetwork.id}/subnets/${subnetRoles[role].name}`;
  const subnetName = (role: SubnetRole) => virtualNetwork.id.apply(() => subnetRoles[role].name);
  return {
    virtualNetworkId: virtualNetwork.id,
    functionsSubnetId: subnetId("functions"),
    endpointsSubnetId: subnetId("endpoints"),
    databricksHostSubnetName: subnetName("databricksHost"),
    databricksContainerSubnetName: subnetName("databricksContainer"),
  };
}

const subnetOrder: readonly SubnetRole[] = [
  "functions",
  "endpoints",
  "databricksHost",
  "databricksContainer",
];

function rangesOf(
  name: string,
  addressSpace: string,
  args: PrivateNetworkArgs,
): Record<SubnetRole, string> {
  const { subnets = {}, otherSpaces = [], functionInstances = 5, databricksNodes = 20 } = args;
  const request = { addressSpace, subnets, otherSpaces, functionInstances, databricksNodes };
  const plan = planSubnets(request);
  if (plan.kind === "planned") return plan.subnets;
  return refuse(`PrivateNetwork "${name}"`, plan.mistakes);
}

function subnetArgs(
  role: SubnetRole,
  addressPrefix: string,
  group: NetworkSecurityGroup,
  way: WayOut,
) {
  const { name, delegation } = subnetRoles[role];
  // Functions leave too, to Entra ID and Azure's own services: their security group denies all else.
  const leaves = role !== "endpoints";
  return {
    name,
    addressPrefix,
    defaultOutboundAccess: false,
    networkSecurityGroup: { id: group.id },
    delegations: delegation === null ? [] : [{ name: delegation, serviceName: delegation }],
    privateEndpointNetworkPolicies:
      role === "endpoints" ? "NetworkSecurityGroupEnabled" : "Disabled",
    ...(leaves ? way : {}),
  };
}

function createSecurityGroups(
  name: string,
  args: PrivateNetworkArgs,
  placement: Placement,
  parent: pulumi.Resource,
): Record<SubnetRole, NetworkSecurityGroup> {
  const { addressSpace = "10.20.0.0/22", otherSpaces = [], functionsReachInternet } = args;
  const reach = functionsReachInternet ? "internet" : "perimeter";
  const forFunctions = rules.functionsRules([addressSpace, ...otherSpaces], reach);
  const group = (role: SubnetRole, own: readonly rules.SecurityRule[] | null) =>
    createSecurityGroup(name, role, own, args, placement, parent);
  return {
    functions: group("functions", forFunctions),
    endpoints: group("endpoints", rules.endpointsRules),
    // Databricks writes and guards the rules of its subnets; ours would be undone, or undo them.
    databricksHost: group("databricksHost", null),
    databricksContainer: group("databricksContainer", null),
  };
}

function createSecurityGroup(
  name: string,
  role: SubnetRole,
  own: readonly rules.SecurityRule[] | null,
  args: PrivateNetworkArgs,
  placement: Placement,
  parent: pulumi.Resource,
): NetworkSecurityGroup {
  const { location, resourceGroupName, tags } = placement;
  const subnetName = subnetRoles[role].name;
  const networkSecurityGroupName = placement.nameOf("securityGroup", subnetName);
  const where = { networkSecurityGroupName, location, resourceGroupName, tags };
  const group = new NetworkSecurityGroup(
    `${name}-security-${subnetName}`,
    own === null ? where : { ...where, securityRules: own.map(securityRuleArgs) },
    own === null ? { parent, ignoreChanges: ["securityRules"] } : { parent },
  );
  createDiagnosticSetting(
    `${name}-security-${subnetName}`,
    "securityGroup",
    group.id,
    args.logWorkspaceId,
    {
      parent,
    },
  );
  return group;
}

function securityRuleArgs(rule: rules.SecurityRule, index: number) {
  return {
    name: rule.name,
    priority: 100 + index * 10,
    direction: rule.direction,
    access: rule.access,
    protocol: rule.protocol,
    sourceAddressPrefix: rule.source,
    sourcePortRange: "*",
    ...(typeof rule.destination === "string"
      ? { destinationAddressPrefix: rule.destination }
      : { destinationAddressPrefixes: [...rule.destination] }),
    ...(rule.ports.length === 1
      ? { destinationPortRange: rule.ports[0] }
      : { destinationPortRanges: [...rule.ports] }),
  };
}
