import { PrivateZone } from "@pulumi/azure-native/privatedns/privateZone.js";
import { VirtualNetworkLink } from "@pulumi/azure-native/privatedns/virtualNetworkLink.js";
import * as pulumi from "@pulumi/pulumi";
import type { Placement } from "./placement.ts";
import { privateZones } from "./plan/endpoint-table.ts";

/** Creates every private DNS zone, linked to the network; an id is known only once its link stands. */
export function createPrivateZones(
  name: string,
  virtualNetworkId: pulumi.Input<string>,
  placement: Placement,
  parent: pulumi.Resource,
): pulumi.Output<Record<string, string>> {
  const { resourceGroupName, tags } = placement;
  const ids = privateZones.map((zoneName) => {
    const logicalName = `${name}-zone-${zoneName.replace("privatelink.", "").replaceAll(".", "-")}`;
    const zone = new PrivateZone(
      logicalName,
      { privateZoneName: zoneName, location: "Global", resourceGroupName, tags },
      { parent },
    );
    const link = new VirtualNetworkLink(
      `${logicalName}-link`,
      {
        virtualNetworkLinkName: placement.nameOf("networkLink"),
        privateZoneName: zone.name,
        location: "Global",
        resourceGroupName,
        tags,
        registrationEnabled: false,
        virtualNetwork: { id: virtualNetworkId },
      },
      { parent },
    );
    return pulumi.all([zone.id, link.id]).apply(([zoneId]) => [zoneName, zoneId] as const);
  });
  return pulumi.all(ids).apply((entries) => Object.fromEntries(entries));
}

/** Ids of the zones that a hub keeps, derived from its resource group. */
export function hubZoneIds(
  resourceGroupId: pulumi.Input<string> | undefined,
): pulumi.Output<Record<string, string>> {
  return pulumi
    .output(resourceGroupId)
    .apply((group = "") =>
      Object.fromEntries(
        privateZones.map((zone) => [
          zone,
          `${group}/providers/Microsoft.Network/privateDnsZones/${zone}`,
        ]),
      ),
    );
}
