import { at, type Policy, quoted, violation, withSlots } from "./policy.ts";

/** Where each service says that the public may not reach it, and the value that closes it. */
const switches: readonly {
  type: string;
  service: string;
  property: string;
  closed: string;
}[] = [
  {
    type: "storage:StorageAccount",
    service: "storage",
    property: "publicNetworkAccess",
    closed: "Disabled",
  },
  {
    type: "servicebus:Namespace",
    service: "servicebus",
    property: "publicNetworkAccess",
    closed: "Disabled",
  },
  {
    type: "servicebus:NamespaceNetworkRuleSet",
    service: "servicebus-rules",
    property: "publicNetworkAccess",
    closed: "Disabled",
  },
  {
    type: "eventhub:Namespace",
    service: "eventhub",
    property: "publicNetworkAccess",
    closed: "Disabled",
  },
  {
    type: "eventhub:NamespaceNetworkRuleSet",
    service: "eventhub-rules",
    property: "publicNetworkAccess",
    closed: "Disabled",
  },
  {
    type: "web:WebApp",
    service: "web",
    property: "publicNetworkAccess",
    closed: "Disabled",
  },
  {
    type: "eventgrid:Topic",
    service: "eventgrid-topic",
    property: "publicNetworkAccess",
    closed: "Disabled",
  },
  {
    type: "eventgrid:Domain",
    service: "eventgrid-domain",
    property: "publicNetworkAccess",
    closed: "Disabled",
  },
  {
    type: "databricks:Workspace",
    service: "databricks",
    property: "publicNetworkAccess",
    closed: "Disabled",
  },
  {
    type: "keyvault:Vault",
    service: "keyvault",
    property: "properties.publicNetworkAccess",
    closed: "disabled",
  },
  {
    type: "cognitiveservices:Account",
    service: "cognitiveservices",
    property: "properties.publicNetworkAccess",
    closed: "Disabled",
  },
  {
    type: "containerregistry:Registry",
    service: "containerregistry",
    property: "publicNetworkAccess",
    closed: "Disabled",
  },
];

/** No service may be reached from the public network. */
export const networkPolicies: readonly Policy[] = [
  ...switches.map(
    ({ type, service, property, closed }): Policy => ({
      kind: "resource",
      name: `${service}-disallow-public-network-access`,
      level: "mandatory",
      rule: `${type} must have ${property} "${closed}".`,
      why: "A public endpoint is one leaked token away from the data; the default of Azure is open.",
      example: `${property} left out, or "Enabled"`,
      mend: `Set ${property} to "${closed}" and reach it through a private endpoint.`,
      types: withSlots(type),
      judge: (resource) => {
        const value = at(resource.properties, ...property.split("."));
        return String(value).toLowerCase() === closed.toLowerCase()
          ? []
          : [violation(resource, `${property} is ${quoted(value)}`, `Set it to "${closed}".`)];
      },
    }),
  ),
  {
    kind: "resource",
    name: "storage-disallow-public-blobs",
    level: "mandatory",
    rule: "A storage account must not allow anonymous reads.",
    why: "One container set to public publishes its data to everybody who guesses the name.",
    example: "allowBlobPublicAccess left out, or true",
    mend: "Set allowBlobPublicAccess to false.",
    types: ["storage:StorageAccount"],
    judge: (resource) => {
      const value = at(resource.properties, "allowBlobPublicAccess");
      return value === false
        ? []
        : [violation(resource, `allowBlobPublicAccess is ${quoted(value)}`, "Set it to false.")];
    },
  },
  {
    kind: "resource",
    name: "network-disallow-open-firewall",
    level: "mandatory",
    rule: "No network rule set may allow by default.",
    why: "With defaultAction Allow, every network reaches the service as soon as public access is switched on.",
    example: 'defaultAction: "Allow"',
    mend: 'Set defaultAction to "Deny".',
    types: ["servicebus:NamespaceNetworkRuleSet", "eventhub:NamespaceNetworkRuleSet"],
    judge: (resource) => {
      const value = at(resource.properties, "defaultAction");
      return value === "Deny"
        ? []
        : [violation(resource, `defaultAction is ${quoted(value)}`, 'Set it to "Deny".')];
    },
  },
];
