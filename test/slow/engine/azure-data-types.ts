import { blobHost, doors, groupId, withIdentity } from "./azure-parts.ts";
import { queueRefusals, subscriptionRefusals } from "./azure-refusals.ts";
import { armType, type CloudType, textAt } from "./cloud-type.ts";
import type { WireRecord } from "./wire-values.ts";

/** Service Bus and Event Hubs share one host name space, and so its rules. */
const namespacePattern = /^[A-Za-z](?!.*(?:-sb|-mgmt)$)(?:-?[A-Za-z0-9]){5,49}$/;
const namespaceHost = (inputs: WireRecord): string[] => [
  `${textAt(inputs, "namespaceName")}.servicebus.windows.net`,
];

function containerId(inputs: WireRecord): string {
  const account = `${groupId(textAt(inputs, "resourceGroupName"))}/providers/Microsoft.Storage/storageAccounts/${textAt(inputs, "accountName")}`;
  return `${account}/blobServices/default/containers/${textAt(inputs, "containerName")}`;
}

/** Storage, queues and events, by type token. */
export const dataTypes: Readonly<Record<string, CloudType>> = {
  "azure-native:storage:StorageAccount": armType(
    "Microsoft.Storage/storageAccounts",
    ["accountName"],
    {
      pattern: /^[a-z0-9]{3,24}$/,
      claims: (inputs) => [blobHost(textAt(inputs, "accountName"))],
      required: ["kind", "sku"],
      immutable: ["isHnsEnabled", "kind"],
      values: {
        ...doors,
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
        ...doors,
        minimumTlsVersion: ["1.2", "1.3"],
        "sku.name": ["Standard", "Premium"],
        "sku.capacity": [1, 2, 4, 8, 16],
      },
    },
  ),
  "azure-native:servicebus:NamespaceNetworkRuleSet": armType(
    "Microsoft.ServiceBus/namespaces/networkRuleSets",
    ["namespaceName"],
    { values: { ...doors, defaultAction: ["Allow", "Deny"] } },
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
    values: { ...doors, "sku.name": ["Standard", "Premium"] },
  }),
  "azure-native:eventhub:NamespaceNetworkRuleSet": armType(
    "Microsoft.EventHub/namespaces/networkRuleSets",
    ["namespaceName"],
    { values: doors },
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
};
