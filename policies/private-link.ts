import { at, listOf, type Policy, type Resource, type Violation, violation } from "./policy.ts";

/** Services that must be reached by private endpoint only. */
const linked = [
  "storage:StorageAccount",
  "servicebus:Namespace",
  "eventhub:Namespace",
  "web:WebApp",
  "databricks:Workspace",
  "cognitiveservices:Account",
  "keyvault:Vault",
];

function feedsAny(resource: Resource, urn: string): boolean {
  return Object.values(resource.feeds).some((sources) =>
    sources.some((source) => source.urn === urn),
  );
}

function withoutEndpoint(resources: readonly Resource[]): Violation[] {
  const endpoints = resources.filter(({ type }) => type === "network:PrivateEndpoint");
  return resources
    .filter(({ type }) => linked.includes(type))
    .filter((service) => !endpoints.some((endpoint) => feedsAny(endpoint, service.urn)))
    .map((service) =>
      violation(
        service,
        "no private endpoint in this stack leads to it",
        "Declare a network.PrivateEndpoint with its id in privateLinkServiceConnections.",
      ),
    );
}

function withoutZone(resources: readonly Resource[]): Violation[] {
  const groups = resources.filter(({ type }) => type === "network:PrivateDnsZoneGroup");
  return resources
    .filter(({ type }) => type === "network:PrivateEndpoint")
    .filter((endpoint) => !groups.some((group) => feedsAny(group, endpoint.urn)))
    .map((endpoint) =>
      violation(
        endpoint,
        "it has no DNS zone group, so its name still resolves to the public address",
        "Declare a network.PrivateDnsZoneGroup for it, or give the pack policies/dns-by-azure-policy.json where an Azure Policy does.",
      ),
    );
}

function emptyZoneGroups(resource: Resource): Violation[] {
  return listOf(at(resource.properties, "privateDnsZoneConfigs")).length > 0
    ? []
    : [violation(resource, "it names no DNS zone", "Add the service's privatelink zone.")];
}

/** Every service is reached by a private address, and its name resolves to it. */
export const privateLinkPolicies: readonly Policy[] = [
  {
    kind: "stack",
    name: "services-require-private-endpoint",
    level: "mandatory",
    rule: "Each storage account, namespace, app, vault and workspace must have a private endpoint.",
    why: "With public access closed and no private endpoint the service is not private, it is unreachable.",
    example: "a storage account with no network.PrivateEndpoint",
    mend: "Declare the private endpoint in the same stack.",
    judge: withoutEndpoint,
  },
  {
    kind: "stack",
    name: "private-endpoints-require-dns",
    level: "mandatory",
    rule: "Each private endpoint must be registered in a private DNS zone.",
    why: "Without the record clients look up the public address and are refused, which looks like an outage.",
    example: "a private endpoint with no PrivateDnsZoneGroup",
    mend: "Declare the zone group; the zone may live in a hub subscription. Where an Azure Policy writes the records, give the pack the configuration policies/dns-by-azure-policy.json.",
    judge: withoutZone,
  },
  {
    kind: "resource",
    name: "dns-disallow-empty-zone-groups",
    level: "mandatory",
    rule: "A DNS zone group must name at least one zone.",
    why: "An empty group deploys without an error and registers nothing.",
    example: "privateDnsZoneConfigs: []",
    mend: "List the privatelink zone of the service.",
    types: ["network:PrivateDnsZoneGroup"],
    judge: emptyZoneGroups,
  },
];
