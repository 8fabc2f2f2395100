import { objectIdOf, subscription } from "./cloud-type.ts";
import { isWireRecord, type WireRecord } from "./wire-values.ts";

/** Values of the door that most services have. */
export const doors = { publicNetworkAccess: ["Disabled", "Enabled"] };

/** Names of network resources that have up to 80 characters. */
export const networkPart = /^[A-Za-z0-9][\w.-]{0,78}\w$/;

/** The identity that Azure makes with a resource. */
export const principal = (_inputs: WireRecord, id: string): WireRecord => ({
  principalId: objectIdOf(`principal of ${id}`),
  clientId: objectIdOf(`client of ${id}`),
  tenantId: subscription,
});

/** A resource with the identity that Azure made for it. */
export const withIdentity = (inputs: WireRecord, id: string): WireRecord => ({
  identity: { ...(isWireRecord(inputs.identity) ? inputs.identity : {}), ...principal(inputs, id) },
});

/** Id of a resource group. */
export const groupId = (name: string): string =>
  `/subscriptions/${subscription}/resourceGroups/${name}`;

/** Host name of a storage account's blobs, of which all of Azure has one. */
export const blobHost = (account: string): string => `${account}.blob.core.windows.net`;
