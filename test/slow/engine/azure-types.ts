import {
  armType,
  type CloudType,
  objectIdOf,
  subscription,
  textAt,
  valueAt,
  type World,
} from "./cloud-type.ts";
import { findSubnet, subnetRefusals } from "./network-rules.ts";
import { isWireRecord, type WireRecord } from "./wire-values.ts";

const closed = { publicNetworkAccess: ["Disabled", "Enabled"] };
const principal = (_inputs: WireRecord, id: string): WireRecord => ({
  principalId: objectIdOf(`principal of ${id}`),
  clientId: objectIdOf(`client of ${id}`),
  tenantId: subscription,
});
const withIdentity = (inputs: WireRecord, id: string): WireRecord => ({
  identity: { ...(isWireRecord(inputs.identity) ? inputs.identity : {}), ...principal(inputs, id) },
});

/** A role of this principal that holds on the resource: Azure refuses a use before its role exists. */
function hasRole(world: World, principalId: string, scope: string): boolean {
  return [...world.resources.values()].some(
    ({ type, inputs }) =>
      type === "azure-native:authorization:RoleAssignment" &&
      inputs.principalId === principalId &&
      scope.startsWith(textAt(inputs, "scope")),
  );
}

function subscriptionRefusals(inputs: WireRecord, world: World): string[] {
  const topic = [...world.resources.values()].find(
    ({ type, outputs }) =>
      type === "azure-native:eventgrid:SystemTopic" && outputs.name === inputs.systemTopicName,
  );
  if (!topic) return [`systemTopicName ${textAt(inputs, "systemTopicName")} does not exist`];
  const queue = textAt(inputs, "deliveryWithResourceIdentity", "destination", "resourceId");
  const who = textAt({ identity: topic.outputs.identity ?? null }, "identity", "principalId");
  return hasRole(world, who, queue) ? [] : [`the topic's identity has no role on ${queue} yet`];
}

function appRefusals(inputs: WireRecord, world: World): string[] {
  const subnet = findSubnet(textAt(inputs, "virtualNetworkSubnetId"), world);
  if (!subnet) return [];
  const delegated = JSON.stringify(subnet).includes("Microsoft.Web/serverFarms");
  return delegated ? [] : ["its subnet is not delegated to Microsoft.Web/serverFarms"];
}

function workspaceRefusals(inputs: WireRecord, world: World): string[] {
  const network = textAt(inputs, "parameters", "customVirtualNetworkId", "value");
  return ["customPublicSubnetName", "customPrivateSubnetName"].flatMap((parameter) => {
    const name = textAt(inputs, "parameters", parameter, "value");
    const subnet = findSubnet(`${network}/subnets/${name}`, world);
    if (!subnet) return [`${parameter} ${name} is no subnet of ${network}`];
    const text = JSON.stringify(subnet);
    return text.includes("Microsoft.Databricks/workspaces") && text.includes("networkSecurityGroup")
      ? []
      : [`subnet ${name} is not delegated to Databricks, or has no security group`];
  });
}

function endpointTarget(inputs: WireRecord): string {
  const [connection] = Array.isArray(inputs.privateLinkServiceConnections)
    ? inputs.privateLinkServiceConnections
    : [];
  return isWireRecord(connection) ? textAt(connection, "privateLinkServiceId") : "";
}

function endpointRefusals(inputs: WireRecord, world: World): string[] {
  const target = world.resources.get(endpointTarget(inputs));
  const standard =
    target?.type === "azure-native:servicebus:Namespace" &&
    valueAt(target.inputs, "sku", "name") !== "Premium";
  return standard ? ["private endpoints of Service Bus need a Premium namespace"] : [];
}

function budgetRefusals(inputs: WireRecord): string[] {
  const start = textAt(inputs, "timePeriod", "startDate");
  const count = Object.keys(isWireRecord(inputs.notifications) ? inputs.notifications : {}).length;
  return [
    ...(/^\d{4}-\d{2}-01/.test(start) ? [] : [`startDate ${start} is not the first of a month`]),
    ...(count <= 5 ? [] : [`${count} notifications; a budget takes at most 5`]),
  ];
}

function queueRefusals(inputs: WireRecord): string[] {
  const lock = /^PT(?:(\d+)M)?(?:(\d+)S)?$/.exec(textAt(inputs, "lockDuration"));
  const seconds = Number(lock?.[1] ?? 0) * 60 + Number(lock?.[2] ?? 0);
  return seconds <= 300 ? [] : [`lockDuration is ${seconds} s; a queue takes at most 300`];
}

const roleId = /\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f-]{36}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const networkPart = /^[A-Za-z0-9][\w.-]{0,78}\w$/;
const linkScopeName = /^[\w.()-]{0,254}[\w()-]$/;
/** Of action groups, alert rules and diagnostic settings. */
const monitorName = /^[^*#&+:<>?@%{}\\/|]{0,259}[^*#&+:<>?@%{}\\/|. ]$/;
/** Service Bus and Event Hubs share one host name space, and so its rules. */
const namespacePattern = /^[A-Za-z](?!.*(?:-sb|-mgmt)$)(?:-?[A-Za-z0-9]){5,49}$/;
const namespaceHost = (inputs: WireRecord): string[] => [
  `${textAt(inputs, "namespaceName")}.servicebus.windows.net`,
];
const appHost = (inputs: WireRecord): string => `${textAt(inputs, "name")}.azurewebsites.net`;
const blobHost = (account: string): string => `${account}.blob.core.windows.net`;
const managedAccount = ["parameters", "storageAccountName", "value"] as const;
const groupId = (name: string): string => `/subscriptions/${subscription}/resourceGroups/${name}`;

/** What the emulated Azure knows, by type token. Names and lengths: Azure's naming rules for each service. */
export const azureTypes: Readonly<Record<string, CloudType>> = {
  "azure-native:resources:ResourceGroup": armType(
    "Microsoft.Resources/resourceGroups",
    ["resourceGroupName"],
    {
      pattern: /^[\w().-]{0,89}[\w()-]$/,
      claims: (inputs) => [groupId(textAt(inputs, "resourceGroupName"))],
    },
  ),
  "azure-native:managedidentity:UserAssignedIdentity": armType(
    "Microsoft.ManagedIdentity/userAssignedIdentities",
    ["resourceName"],
    { pattern: /^[A-Za-z0-9][\w-]{2,127}$/, outputs: principal },
  ),
  "azure-native:authorization:RoleAssignment": armType(
    "Microsoft.Authorization/roleAssignments",
    ["roleAssignmentName"],
    {
      pattern: uuid,
      required: ["scope", "principalId", "roleDefinitionId"],
      immutable: ["scope", "principalId", "principalType", "roleDefinitionId"],
      values: { principalType: ["ServicePrincipal", "User", "Group"] },
      claims: (inputs) => [
        `role ${["scope", "principalId", "roleDefinitionId"].map((key) => textAt(inputs, key)).join(" ")}`,
      ],
      refusals: (inputs) => [
        ...(roleId.test(textAt(inputs, "roleDefinitionId")) ? [] : ["roleDefinitionId is no role"]),
        ...(textAt(inputs, "principalId") === "" ? ["principalId is empty"] : []),
      ],
    },
  ),
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
  "azure-native:storage:StorageAccount": armType(
    "Microsoft.Storage/storageAccounts",
    ["accountName"],
    {
      pattern: /^[a-z0-9]{3,24}$/,
      claims: (inputs) => [blobHost(textAt(inputs, "accountName"))],
      required: ["kind", "sku"],
      immutable: ["isHnsEnabled", "kind"],
      values: {
        ...closed,
        minimumTlsVersion: ["TLS1_2", "TLS1_3"],
        kind: ["StorageV2"],
        "sku.name": ["Standard_LRS", "Standard_ZRS", "Standard_GRS", "Standard_GZRS"],
      },
    },
  ),
  "azure-native:storage:BlobServiceProperties": armType(
    "Microsoft.Storage/storageAccounts/blobServices",
    ["accountName", "blobServicesName"],
  ),
  "azure-native:storage:BlobContainer": {
    ...armType(
      "Microsoft.Storage/storageAccounts/blobServices/containers",
      ["accountName", "containerName"],
      {
        pattern: /^(?=.{3,63}$)[a-z0-9](?:-?[a-z0-9])+$/,
        values: { publicAccess: ["None", "Blob", "Container"] },
      },
    ),
    idOf: (inputs) => containerId(inputs),
  },
  "azure-native:storage:BlobContainerImmutabilityPolicy": {
    ...armType("Microsoft.Storage/storageAccounts/immutabilityPolicies", [
      "accountName",
      "containerName",
      "immutabilityPolicyName",
    ]),
    idOf: (inputs) => `${containerId(inputs)}/immutabilityPolicies/default`,
  },
  "azure-native:servicebus:Namespace": armType(
    "Microsoft.ServiceBus/namespaces",
    ["namespaceName"],
    {
      pattern: namespacePattern,
      claims: namespaceHost,
      required: ["sku"],
      immutable: ["premiumMessagingPartitions"],
      values: {
        ...closed,
        minimumTlsVersion: ["1.2", "1.3"],
        "sku.name": ["Standard", "Premium"],
        "sku.capacity": [1, 2, 4, 8, 16],
      },
    },
  ),
  "azure-native:servicebus:NamespaceNetworkRuleSet": armType(
    "Microsoft.ServiceBus/namespaces/networkRuleSets",
    ["namespaceName"],
    { values: { ...closed, defaultAction: ["Allow", "Deny"] } },
  ),
  "azure-native:servicebus:Queue": armType(
    "Microsoft.ServiceBus/namespaces/queues",
    ["namespaceName", "queueName"],
    {
      pattern: /^[A-Za-z0-9][\w.-]{0,258}$/,
      immutable: ["requiresDuplicateDetection", "requiresSession", "enablePartitioning"],
      refusals: queueRefusals,
    },
  ),
  "azure-native:eventhub:Namespace": armType("Microsoft.EventHub/namespaces", ["namespaceName"], {
    pattern: namespacePattern,
    claims: namespaceHost,
    values: { ...closed, "sku.name": ["Standard", "Premium"] },
  }),
  "azure-native:eventhub:NamespaceNetworkRuleSet": armType(
    "Microsoft.EventHub/namespaces/networkRuleSets",
    ["namespaceName"],
    { values: closed },
  ),
  "azure-native:eventhub:EventHub": armType(
    "Microsoft.EventHub/namespaces/eventhubs",
    ["namespaceName", "eventHubName"],
    { pattern: /^[A-Za-z0-9](?:[\w.-]{0,48}[A-Za-z0-9])?$/, immutable: ["partitionCount"] },
  ),
  "azure-native:eventgrid:SystemTopic": armType(
    "Microsoft.EventGrid/systemTopics",
    ["systemTopicName"],
    {
      pattern: /^[A-Za-z0-9-]{3,50}$/,
      claims: (inputs) => [`topic of ${textAt(inputs, "source")}`],
      required: ["source", "topicType"],
      immutable: ["source", "topicType"],
      outputs: withIdentity,
    },
  ),
  "azure-native:eventgrid:SystemTopicEventSubscription": armType(
    "Microsoft.EventGrid/systemTopics/eventSubscriptions",
    ["systemTopicName", "eventSubscriptionName"],
    { pattern: /^[A-Za-z0-9-]{3,64}$/, refusals: subscriptionRefusals },
  ),
  "azure-native:operationalinsights:Workspace": armType(
    "Microsoft.OperationalInsights/workspaces",
    ["workspaceName"],
    { pattern: /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/ },
  ),
  "azure-native:applicationinsights:Component": armType(
    "Microsoft.Insights/components",
    ["resourceName"],
    {
      pattern: /^[^%&\\?/]{0,259}[^%&\\?/. ]$/,
      outputs: (_, id) => ({
        connectionString: `InstrumentationKey=${objectIdOf(id)};IngestionEndpoint=https://local.in.applicationinsights.azure.com/`,
        appId: objectIdOf(id),
      }),
    },
  ),
  "azure-native:monitor:ActionGroup": armType(
    "Microsoft.Insights/actionGroups",
    ["actionGroupName"],
    {
      pattern: monitorName,
      names: { groupShortName: /^.{1,12}$/ },
      required: ["groupShortName"],
      outputs: withIdentity,
    },
  ),
  "azure-native:monitor:DiagnosticSetting": armType(
    "Microsoft.Insights/diagnosticSettings",
    ["name"],
    { pattern: monitorName, required: ["resourceUri"], immutable: ["resourceUri"] },
  ),
  "azure-native:monitor:MetricAlert": armType("Microsoft.Insights/metricAlerts", ["ruleName"], {
    pattern: monitorName,
    required: ["criteria", "scopes"],
    values: { severity: [0, 1, 2, 3, 4] },
  }),
  "azure-native:monitor:ScheduledQueryRule": armType(
    "Microsoft.Insights/scheduledQueryRules",
    ["ruleName"],
    {
      pattern: monitorName,
      required: ["criteria", "scopes"],
      values: { severity: [0, 1, 2, 3, 4] },
    },
  ),
  "azure-native:monitor:PrivateLinkScope": armType(
    "Microsoft.Insights/privateLinkScopes",
    ["scopeName"],
    { pattern: linkScopeName, required: ["accessModeSettings"] },
  ),
  "azure-native:monitor:PrivateLinkScopedResource": armType(
    "Microsoft.Insights/privateLinkScopes/scopedResources",
    ["scopeName", "name"],
    { pattern: linkScopeName },
  ),
  "azure-native:consumption:Budget": armType("Microsoft.Consumption/budgets", ["budgetName"], {
    pattern: /^[\w-]{1,63}$/,
    immutable: ["timePeriod"],
    refusals: budgetRefusals,
  }),
  "azure-native:databricks:AccessConnector": armType(
    "Microsoft.Databricks/accessConnectors",
    ["connectorName"],
    { pattern: /^[\w-]{3,64}$/, outputs: withIdentity },
  ),
  "azure-native:databricks:Workspace": armType(
    "Microsoft.Databricks/workspaces",
    ["workspaceName"],
    {
      pattern: /^[\w-]{3,64}$/,
      required: ["computeMode", "managedResourceGroupId"],
      immutable: ["managedResourceGroupId", "parameters", "computeMode"],
      values: {
        ...closed,
        computeMode: ["Hybrid", "Serverless"],
        requiredNsgRules: ["AllRules", "NoAzureDatabricksRules"],
      },
      names: {
        managedResourceGroupId: /\/resourceGroups\/[\w().-]{0,89}[\w()-]$/,
        "parameters.storageAccountName.value": /^[a-z0-9]{3,24}$/,
      },
      refusals: workspaceRefusals,
      claims: (inputs) => [
        textAt(inputs, "managedResourceGroupId"),
        blobHost(textAt(inputs, ...managedAccount)),
      ],
      brings: (inputs) => [
        `${textAt(inputs, "managedResourceGroupId")}/providers/Microsoft.Storage/storageAccounts/${textAt(inputs, ...managedAccount)}`,
      ],
      outputs: (_, id) => ({
        workspaceUrl: `adb-${objectIdOf(id).slice(-12)}.1.azuredatabricks.net`,
        workspaceId: objectIdOf(id).slice(-12),
      }),
    },
  ),
  "azure-native:web:AppServicePlan": armType("Microsoft.Web/serverfarms", ["name"], {
    pattern: /^[\w-]{1,60}$/,
    values: { "sku.name": ["EP1", "EP2", "EP3"] },
  }),
  "azure-native:web:WebApp": armType("Microsoft.Web/sites", ["name"], {
    pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,58}[A-Za-z0-9])$/,
    required: ["serverFarmId"],
    values: closed,
    refusals: appRefusals,
    claims: (inputs) => [appHost(inputs)],
    outputs: (inputs) => ({ defaultHostName: appHost(inputs) }),
  }),
  "azure-native:web:WebAppApplicationSettings": armType("Microsoft.Web/sites/config", ["name"]),
  "azure-native:web:WebAppFtpAllowed": armType(
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies/ftp",
    ["name"],
  ),
  "azure-native:web:WebAppScmAllowed": armType(
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies/scm",
    ["name"],
  ),
  "azure-native:web:WebAppAuthSettingsV2": armType("Microsoft.Web/sites/authsettingsV2", ["name"]),
};

function containerId(inputs: WireRecord): string {
  const account = `${groupId(textAt(inputs, "resourceGroupName"))}/providers/Microsoft.Storage/storageAccounts/${textAt(inputs, "accountName")}`;
  return `${account}/blobServices/default/containers/${textAt(inputs, "containerName")}`;
}
