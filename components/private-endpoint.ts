import { PrivateDnsZoneGroup } from "@pulumi/azure-native/network/privateDnsZoneGroup.js";
import { PrivateEndpoint } from "@pulumi/azure-native/network/privateEndpoint.js";
import * as pulumi from "@pulumi/pulumi";
import type { Placement } from "./placement.ts";
import { type EndpointRow, endpointTable, type PrivateService } from "./plan/endpoint-table.ts";

/** How a service is reached from the network. */
export interface PrivateAccessArgs {
  /** Id of the subnet that private endpoints go to. */
  endpointsSubnetId: pulumi.Input<string>;
  /**
   * Ids of the private DNS zones by zone name. Leave it out where an Azure Policy of the platform team
   * writes the records. @default none (no records are written)
   */
  zoneIds?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/**
 * Creates the private endpoints of one service, one after another, with their DNS records, and answers with
 * all of them: what uses the service depends on these.
 */
export function createPrivateEndpoints(
  name: string,
  service: PrivateService,
  targetId: pulumi.Input<string>,
  access: PrivateAccessArgs,
  placement: Placement,
  parent: pulumi.Resource,
  after: readonly pulumi.Resource[] = [],
): pulumi.Resource[] {
  const rows: readonly EndpointRow[] = endpointTable[service];
  const made: pulumi.Resource[] = [];
  let before = after;
  for (const row of rows) {
    const opts = { parent, dependsOn: [...before] };
    const each = `${name}-endpoint-${row.role}`;
    const { endpoint, records } = createEndpoint(each, row, targetId, access, placement, opts);
    made.push(endpoint, ...records);
    // Its records are no change of the service: the next endpoint does not wait for them.
    before = [endpoint];
  }
  return made;
}

function createEndpoint(
  name: string,
  row: EndpointRow,
  targetId: pulumi.Input<string>,
  access: PrivateAccessArgs,
  placement: Placement,
  opts: pulumi.CustomResourceOptions,
): { endpoint: PrivateEndpoint; records: PrivateDnsZoneGroup[] } {
  const { location, resourceGroupName, tags } = placement;
  const privateEndpointName = placement.nameOf("privateEndpoint", row.role);
  const endpoint = new PrivateEndpoint(
    name,
    {
      privateEndpointName,
      resourceGroupName,
      location,
      tags,
      subnet: { id: access.endpointsSubnetId },
      customNetworkInterfaceName: `${privateEndpointName}-nic`,
      privateLinkServiceConnections: [
        { name: row.groupId, groupIds: [row.groupId], privateLinkServiceId: targetId },
      ],
    },
    opts,
  );
  if (access.zoneIds === undefined) return { endpoint, records: [] };
  const zoneIds = pulumi.output(access.zoneIds);
  const records = new PrivateDnsZoneGroup(
    `${name}-dns`,
    {
      privateDnsZoneGroupName: "default",
      privateEndpointName: endpoint.name,
      resourceGroupName,
      privateDnsZoneConfigs: row.zones.map((zone) => ({
        name: zone.replaceAll(".", "-"),
        privateDnsZoneId: zoneIds.apply((ids) => zoneIdOf(ids, zone)),
      })),
    },
    { ...opts, dependsOn: [endpoint] },
  );
  return { endpoint, records: [records] };
}

function zoneIdOf(ids: Record<string, string>, zone: string): string {
  const id = ids[zone];
  if (id !== undefined) return id;
  throw new Error(
    `zoneIds has no "${zone}"; every private endpoint needs the zone that names it. Add the zone's id, or leave zoneIds out where an Azure Policy writes the records.`,
  );
}
