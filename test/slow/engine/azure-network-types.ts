import { networkPart } from "./azure-parts.ts";
import { endpointRefusals, endpointTarget } from "./azure-refusals.ts";
import { armType, type CloudType, textAt } from "./cloud-type.ts";
import { subnetRefusals } from "./network-rules.ts";

/** Networks, private endpoints and DNS, by type token. */
export const networkTypes: Readonly<Record<string, CloudType>> = {
  "azure-native:network:VirtualNetwork": armType(
    "Microsoft.Network/virtualNetworks",
    ["virtualNetworkName"],
    {
      pattern: /^[A-Za-z0-9][\w.-]{0,62}\w$/,
      refusals: subnetRefusals,
      locks: (inputs) => [`network ${textAt(inputs, "virtualNetworkName")}`],
    },
  ),
  "azure-native:network:NetworkSecurityGroup": armType(
    "Microsoft.Network/networkSecurityGroups",
    ["networkSecurityGroupName"],
    { pattern: networkPart },
  ),
  "azure-native:network:NatGateway": armType("Microsoft.Network/natGateways", ["natGatewayName"], {
    pattern: networkPart,
    values: { "sku.name": ["Standard", "StandardV2"] },
  }),
  "azure-native:network:PublicIPAddress": armType(
    "Microsoft.Network/publicIPAddresses",
    ["publicIpAddressName"],
    { pattern: networkPart },
  ),
  "azure-native:network:RouteTable": armType("Microsoft.Network/routeTables", ["routeTableName"], {
    pattern: networkPart,
  }),
  "azure-native:network:PrivateEndpoint": armType(
    "Microsoft.Network/privateEndpoints",
    ["privateEndpointName"],
    {
      pattern: /^[A-Za-z0-9][\w.-]{0,62}\w$/,
      names: { customNetworkInterfaceName: networkPart },
      required: ["subnet"],
      immutable: ["subnet", "privateLinkServiceConnections"],
      refusals: endpointRefusals,
      locks: (inputs) => [`endpoints of ${endpointTarget(inputs)}`],
    },
  ),
  "azure-native:network:PrivateDnsZoneGroup": armType(
    "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    ["privateEndpointName", "privateDnsZoneGroupName"],
    { pattern: networkPart },
  ),
  "azure-native:privatedns:PrivateZone": armType(
    "Microsoft.Network/privateDnsZones",
    ["privateZoneName"],
    { pattern: /^(?:[a-z0-9-]+\.)+[a-z]+$/ },
  ),
  "azure-native:privatedns:VirtualNetworkLink": armType(
    "Microsoft.Network/privateDnsZones/virtualNetworkLinks",
    ["privateZoneName", "virtualNetworkLinkName"],
    { pattern: networkPart },
  ),
};
