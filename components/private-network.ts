import * as pulumi from "@pulumi/pulumi";
import { createNetwork } from "./create-network.ts";
import { type PlacementArgs, placementOf } from "./placement.ts";
import { checkArguments } from "./plan/check-arguments.ts";
import { findNetworkMistakes } from "./plan/network-rules.ts";
import { network as settings } from "./plan/platform-settings.ts";
import { whole } from "./plan/setting-values.ts";
import { createPrivateZones, hubZoneIds } from "./private-zones.ts";

/** Where traffic that leaves the perimeter goes: a NAT gateway of its own, or a firewall of the platform team. */
export const Egress = { Nat: "nat", Firewall: "firewall" } as const;
/** A value of `Egress`. */
export type Egress = (typeof Egress)[keyof typeof Egress];

/** Who keeps the private DNS zones: this stack, a hub that has them all, or an Azure Policy that writes the records. */
export const DnsMode = { Create: "create", Hub: "hub", Policy: "policy" } as const;
/** A value of `DnsMode`. */
export type DnsMode = (typeof DnsMode)[keyof typeof DnsMode];

/** Ranges of the four subnets, each inside the address space. */
export interface SubnetRangesArgs {
  /** Range for the function app, /28 or larger. @default the third quarter of the address space */
  functions?: string;
  /** Range for private endpoints, /27 or larger. @default the fourth quarter */
  endpoints?: string;
  /** Range for the hosts of Databricks clusters, /26 or larger. @default the first quarter */
  databricksHost?: string;
  /** Range for the containers of Databricks clusters, /26 or larger. @default the second quarter */
  databricksContainer?: string;
}

/** A network of the platform team that is used as it is. */
export interface ExistingNetworkArgs {
  /** Resource id of the virtual network. */
  virtualNetworkId: pulumi.Input<string>;
  /** Resource id of the subnet delegated to `Microsoft.Web/serverFarms`. */
  functionsSubnetId: pulumi.Input<string>;
  /** Resource id of the subnet for private endpoints. */
  endpointsSubnetId: pulumi.Input<string>;
  /** Name of the first subnet delegated to `Microsoft.Databricks/workspaces`. */
  databricksHostSubnetName: pulumi.Input<string>;
  /** Name of the second subnet delegated to `Microsoft.Databricks/workspaces`. */
  databricksContainerSubnetName: pulumi.Input<string>;
}

/** What a network is made or taken from; `PrivateNetwork` adds where it goes. */
export interface NetworkSettingsArgs {
  /** IPv4 range of the network, from /16 to /24. Ignored with `existing`. @default "10.20.0.0/22" */
  addressSpace?: string;
  /** Ranges of the subnets. @default a quarter of the address space each */
  subnets?: SubnetRangesArgs;
  /**
   * Private ranges used elsewhere, such as the hub's and its peers': the network must not overlap them, and functions may
   * reach them, to call a relay or a DNS server there. @default []
   */
  otherSpaces?: string[];
  /** Way out of the perimeter for Databricks clusters. @default Egress.Nat */
  egress?: Egress;
  /** Private IPv4 address of the firewall; required with `Egress.Firewall`. @default none */
  firewallAddress?: string;
  /** Whether functions may reach public HTTPS services, such as a webhook. @default false */
  functionsReachInternet?: boolean;
  /** Network to use instead of creating one. @default none (one is created) */
  existing?: ExistingNetworkArgs;
  /**
   * Who keeps the private DNS zones. With `DnsMode.Policy` give our policy pack the configuration
   * `policies/dns-by-azure-policy.json`: it cannot see what an Azure Policy writes. @default DnsMode.Create
   */
  dns?: DnsMode;
  /**
   * Resource id of the resource group that holds the hub's private DNS zones; required with `DnsMode.Hub`.
   * @default none
   */
  hubZonesResourceGroupId?: pulumi.Input<string>;
}

/** Arguments of `PrivateNetwork`. */
export interface PrivateNetworkArgs extends PlacementArgs, NetworkSettingsArgs {
  /** Most instances of the function app, from 1 to 100: the functions subnet must hold two addresses for each. @default 5 */
  functionInstances?: number;
  /** Most Databricks nodes at one time, from 0 to 65,536: both Databricks subnets must hold one address for each. @default 20 */
  databricksNodes?: number;
  /** Log workspace that diagnostics go to. @default none (no diagnostics) */
  logWorkspaceId?: pulumi.Input<string>;
}

const shape = {
  ...settings.shape,
  functionInstances: whole(1, 100),
  databricksNodes: whole(0, 65_536),
};

/** The private perimeter: network, subnets, security groups, way out, and private DNS zones. */
export class PrivateNetwork extends pulumi.ComponentResource {
  /** Resource id of the virtual network. */
  readonly virtualNetworkId: pulumi.Output<string>;
  /** Resource id of the subnet of the function app. */
  readonly functionsSubnetId: pulumi.Output<string>;
  /** Resource id of the subnet of private endpoints. */
  readonly endpointsSubnetId: pulumi.Output<string>;
  /** Name of the first Databricks subnet. */
  readonly databricksHostSubnetName: pulumi.Output<string>;
  /** Name of the second Databricks subnet. */
  readonly databricksContainerSubnetName: pulumi.Output<string>;
  /** Ids of the private DNS zones by zone name; left out with `DnsMode.Policy`. */
  readonly zoneIds?: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: PrivateNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments({ type: "PrivateNetwork", name }, args, shape, (network) => {
      const { databricksNodes = 20, functionInstances = 5 } = network;
      return findNetworkMistakes({ network }, { databricksNodes, functionInstances });
    });
    super("nightshift:index:PrivateNetwork", name, {}, opts);
    const placement = placementOf(args);
    const network = args.existing ?? createNetwork(name, args, placement, this);
    this.virtualNetworkId = pulumi.output(network.virtualNetworkId);
    this.functionsSubnetId = pulumi.output(network.functionsSubnetId);
    this.endpointsSubnetId = pulumi.output(network.endpointsSubnetId);
    this.databricksHostSubnetName = pulumi.output(network.databricksHostSubnetName);
    this.databricksContainerSubnetName = pulumi.output(network.databricksContainerSubnetName);
    if (args.dns === DnsMode.Hub) this.zoneIds = hubZoneIds(args.hubZonesResourceGroupId);
    else if (args.dns !== DnsMode.Policy) {
      this.zoneIds = createPrivateZones(name, this.virtualNetworkId, placement, this);
    }
    this.registerOutputs({
      virtualNetworkId: this.virtualNetworkId,
      functionsSubnetId: this.functionsSubnetId,
      endpointsSubnetId: this.endpointsSubnetId,
      databricksHostSubnetName: this.databricksHostSubnetName,
      databricksContainerSubnetName: this.databricksContainerSubnetName,
      zoneIds: this.zoneIds,
    });
  }
}
