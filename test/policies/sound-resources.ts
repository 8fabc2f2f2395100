import type { Resource } from "../../policies/policy.ts";

/** A resource of each type that no policy objects to; a test breaks one property at a time. */
const sound: Readonly<Record<string, Record<string, unknown>>> = {
  "storage:StorageAccount": {
    publicNetworkAccess: "Disabled",
    allowBlobPublicAccess: false,
    allowSharedKeyAccess: false,
    minimumTlsVersion: "TLS1_2",
    enableHttpsTrafficOnly: true,
    tags: { environment: "dev", owner: "ml" },
  },
  "servicebus:Namespace": {
    publicNetworkAccess: "Disabled",
    disableLocalAuth: true,
    minimumTlsVersion: "1.2",
    sku: { name: "Premium", capacity: 1 },
    tags: { environment: "dev", owner: "ml" },
  },
  "servicebus:NamespaceNetworkRuleSet": { publicNetworkAccess: "Disabled", defaultAction: "Deny" },
  "servicebus:NamespaceAuthorizationRule": { rights: ["Send"] },
  "servicebus:Queue": { deadLetteringOnMessageExpiration: true, maxDeliveryCount: 5 },
  "eventhub:Namespace": {
    publicNetworkAccess: "Disabled",
    disableLocalAuth: true,
    minimumTlsVersion: "1.2",
    tags: { environment: "dev", owner: "ml" },
  },
  "eventhub:NamespaceNetworkRuleSet": { publicNetworkAccess: "Disabled", defaultAction: "Deny" },
  "eventgrid:SystemTopicEventSubscription": {
    deadLetterWithResourceIdentity: { identity: { type: "SystemAssigned" } },
  },
  "web:WebApp": {
    publicNetworkAccess: "Disabled",
    httpsOnly: true,
    virtualNetworkSubnetId: "/subscriptions/s/subnets/functions",
    outboundVnetRouting: { applicationTraffic: true },
    identity: { type: "UserAssigned" },
    siteConfig: {
      minTlsVersion: "1.2",
      scmMinTlsVersion: "1.2",
      appSettings: [{ name: "ServiceBus__credential", value: "managedidentity" }],
    },
    tags: { environment: "dev", owner: "ml" },
  },
  "web:WebAppApplicationSettings": { properties: { ServiceBus__credential: "managedidentity" } },
  "web:WebAppConnectionStrings": {
    properties: {
      Main: {
        type: "SQLAzure",
        value: "Server=s;Authentication=Active Directory Managed Identity",
      },
    },
  },
  "web:WebAppScmAllowed": { allow: false },
  "web:AppServicePlan": { sku: { name: "EP1" }, tags: { environment: "dev", owner: "ml" } },
  "databricks:Workspace": {
    publicNetworkAccess: "Disabled",
    parameters: { enableNoPublicIp: { value: true } },
    tags: { environment: "dev", owner: "ml" },
  },
  "databricks:Job": {
    timeoutSeconds: 3600,
    jobClusters: [
      {
        jobClusterKey: "training",
        newCluster: { autoscale: { minWorkers: 1, maxWorkers: 4 }, policyId: "p-1" },
      },
    ],
  },
  "databricks:Cluster": {
    autoterminationMinutes: 30,
    numWorkers: 2,
    policyId: "p-1",
  },
  "databricks:InstancePool": { maxCapacity: 8 },
  "keyvault:Vault": { properties: { publicNetworkAccess: "disabled" } },
  "cognitiveservices:Account": {
    properties: { publicNetworkAccess: "Disabled", disableLocalAuth: true },
  },
  "containerregistry:Registry": { publicNetworkAccess: "Disabled" },
  "applicationinsights:Component": { disableLocalAuth: true },
  "operationalinsights:Workspace": {
    features: { disableLocalAuth: true },
    tags: { environment: "dev", owner: "ml" },
  },
  "eventgrid:Topic": { publicNetworkAccess: "Disabled", disableLocalAuth: true },
  "eventgrid:Domain": { publicNetworkAccess: "Disabled", disableLocalAuth: true },
  "storage:LocalUser": { hasSshPassword: true },
  "authorization:RoleAssignment": {
    roleDefinitionId:
      "/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    scope: "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/lake",
  },
  "authorization:RoleDefinition": {
    permissions: [
      {
        actions: ["Microsoft.Storage/storageAccounts/blobServices/containers/read", "*/read"],
        dataActions: ["Microsoft.ServiceBus/namespaces/messages/send/action"],
      },
    ],
  },
  "network:PrivateDnsZoneGroup": { privateDnsZoneConfigs: [{ name: "blob" }] },
  "monitor:DiagnosticSetting": { workspaceId: "/subscriptions/s/workspaces/logs" },
};

/** A sound resource of the type; a slot is as sound as its app. */
export function soundResource(type: string): Resource {
  const properties = sound[type.replace(/Slot$/, "")];
  if (!properties)
    throw new Error(`No sound ${type} is written down; add one to sound-resources.ts.`);
  return {
    type,
    name: "it",
    urn: `urn:pulumi:dev::test::${type}::it`,
    properties,
    feeds: {},
  };
}

/** The same resource with the value at one path replaced. */
export function breakProperty(
  resource: Resource,
  path: readonly string[],
  value: unknown,
): Resource {
  return { ...resource, properties: replaced(resource.properties, path, value) };
}

function replaced(
  record: Readonly<Record<string, unknown>>,
  path: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  const [first = "", ...rest] = path;
  if (rest.length === 0) return { ...record, [first]: value };
  const inner = record[first];
  const known = typeof inner === "object" && inner !== null ? inner : {};
  return { ...record, [first]: replaced({ ...known }, rest, value) };
}
