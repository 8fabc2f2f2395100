/** A policy, a type it looks at, and the value at a path that it stops. */
export type Break = readonly [policy: string, type: string, path: string, value: unknown];

const open = "Enabled";
const bigCluster = [{ jobClusterKey: "k", newCluster: { numWorkers: 200, policyId: "p" } }];
const freeCluster = [{ jobClusterKey: "k", newCluster: { numWorkers: 2 } }];
const sharedProgram = [{ notebookTask: { notebookPath: "/Workspace/Shared/train" } }];
/** An account key as it stands in a setting. */
export const accountKey =
  "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0c2VjcmV0";
const role = (id: string) => `/providers/Microsoft.Authorization/roleDefinitions/${id}`;
const contributor = role("b24988ac-6180-42a0-ab88-20f7382dd24c");

/** One broken property for each policy on single resources. */
export const breaks: readonly Break[] = [
  ["storage-disallow-public-network-access", "storage:StorageAccount", "publicNetworkAccess", open],
  [
    "servicebus-disallow-public-network-access",
    "servicebus:Namespace",
    "publicNetworkAccess",
    undefined,
  ],
  [
    "servicebus-rules-disallow-public-network-access",
    "servicebus:NamespaceNetworkRuleSet",
    "publicNetworkAccess",
    open,
  ],
  ["eventhub-disallow-public-network-access", "eventhub:Namespace", "publicNetworkAccess", open],
  [
    "eventhub-rules-disallow-public-network-access",
    "eventhub:NamespaceNetworkRuleSet",
    "publicNetworkAccess",
    open,
  ],
  ["web-disallow-public-network-access", "web:WebApp", "publicNetworkAccess", ""],
  [
    "databricks-disallow-public-network-access",
    "databricks:Workspace",
    "publicNetworkAccess",
    open,
  ],
  [
    "keyvault-disallow-public-network-access",
    "keyvault:Vault",
    "properties.publicNetworkAccess",
    "enabled",
  ],
  [
    "cognitiveservices-disallow-public-network-access",
    "cognitiveservices:Account",
    "properties.publicNetworkAccess",
    open,
  ],
  [
    "containerregistry-disallow-public-network-access",
    "containerregistry:Registry",
    "publicNetworkAccess",
    open,
  ],
  [
    "eventgrid-topic-disallow-public-network-access",
    "eventgrid:Topic",
    "publicNetworkAccess",
    open,
  ],
  [
    "eventgrid-domain-disallow-public-network-access",
    "eventgrid:Domain",
    "publicNetworkAccess",
    undefined,
  ],
  ["storage-disallow-public-blobs", "storage:StorageAccount", "allowBlobPublicAccess", undefined],
  [
    "network-disallow-open-firewall",
    "servicebus:NamespaceNetworkRuleSet",
    "defaultAction",
    "Allow",
  ],
  ["dns-disallow-empty-zone-groups", "network:PrivateDnsZoneGroup", "privateDnsZoneConfigs", []],
  ["storage-disallow-old-tls", "storage:StorageAccount", "minimumTlsVersion", "TLS1_0"],
  ["servicebus-disallow-old-tls", "servicebus:Namespace", "minimumTlsVersion", undefined],
  ["eventhub-disallow-old-tls", "eventhub:Namespace", "minimumTlsVersion", "1.1"],
  ["web-disallow-old-tls", "web:WebApp", "siteConfig.minTlsVersion", "1.0"],
  ["web-scm-disallow-old-tls", "web:WebApp", "siteConfig.scmMinTlsVersion", "1.0"],
  ["storage-disallow-plain-http", "storage:StorageAccount", "enableHttpsTrafficOnly", false],
  ["web-disallow-plain-http", "web:WebApp", "httpsOnly", undefined],
  ["storage-disallow-keys", "storage:StorageAccount", "allowSharedKeyAccess", true],
  ["servicebus-disallow-keys", "servicebus:Namespace", "disableLocalAuth", false],
  ["eventhub-disallow-keys", "eventhub:Namespace", "disableLocalAuth", undefined],
  ["applicationinsights-disallow-keys", "applicationinsights:Component", "disableLocalAuth", false],
  [
    "cognitiveservices-disallow-keys",
    "cognitiveservices:Account",
    "properties.disableLocalAuth",
    false,
  ],
  ["logs-disallow-keys", "operationalinsights:Workspace", "features.disableLocalAuth", undefined],
  ["eventgrid-topic-disallow-keys", "eventgrid:Topic", "disableLocalAuth", undefined],
  ["eventgrid-domain-disallow-keys", "eventgrid:Domain", "disableLocalAuth", false],
  ["containerregistry-disallow-keys", "containerregistry:Registry", "adminUserEnabled", true],
  ["storage-sftp-disallow-keys", "storage:StorageAccount", "isSftpEnabled", true],
  ["storage-disallow-local-users", "storage:StorageAccount", "isLocalUserEnabled", true],
  [
    "messaging-disallow-authorization-rules",
    "servicebus:NamespaceAuthorizationRule",
    "rights",
    ["Manage"],
  ],
  ["web-disallow-basic-publishing", "web:WebAppScmAllowed", "allow", true],
  ["settings-disallow-secrets", "web:WebAppApplicationSettings", "properties.Storage", accountKey],
  ["identity-require-user-assigned", "web:WebApp", "identity.type", "SystemAssigned"],
  [
    "roles-disallow-administration",
    "authorization:RoleAssignment",
    "roleDefinitionId",
    contributor,
  ],
  ["roles-disallow-wildcards", "authorization:RoleDefinition", "permissions", [{ actions: ["*"] }]],
  [
    "roles-disallow-broad-scope",
    "authorization:RoleAssignment",
    "scope",
    "/subscriptions/s/resourceGroups/g",
  ],
  ["web-require-vnet-integration", "web:WebApp", "virtualNetworkSubnetId", undefined],
  ["web-require-route-all", "web:WebApp", "outboundVnetRouting.applicationTraffic", false],
  ["web-disallow-small-plans", "web:AppServicePlan", "sku.name", "Y1"],
  [
    "web-disallow-content-share",
    "web:WebAppApplicationSettings",
    "properties.WEBSITE_CONTENTSHARE",
    "share",
  ],
  [
    "queue-require-dead-lettering",
    "servicebus:Queue",
    "deadLetteringOnMessageExpiration",
    undefined,
  ],
  ["queue-disallow-endless-deliveries", "servicebus:Queue", "maxDeliveryCount", 11],
  [
    "eventgrid-require-dead-lettering",
    "eventgrid:SystemTopicEventSubscription",
    "deadLetterWithResourceIdentity",
    undefined,
  ],
  ["diagnostics-require-destination", "monitor:DiagnosticSetting", "workspaceId", undefined],
  ["job-disallow-unbounded-workers", "databricks:Job", "jobClusters", bigCluster],
  ["cluster-require-autotermination", "databricks:Cluster", "autoterminationMinutes", 0],
  ["pool-disallow-unbounded-capacity", "databricks:InstancePool", "maxCapacity", undefined],
  ["job-disallow-shared-programs", "databricks:Job", "tasks", sharedProgram],
  ["job-require-timeout", "databricks:Job", "timeoutSeconds", 0],
  ["job-require-cluster-policy", "databricks:Job", "jobClusters", freeCluster],
  [
    "databricks-disallow-public-ip",
    "databricks:Workspace",
    "parameters.enableNoPublicIp.value",
    false,
  ],
  ["resources-require-tags", "storage:StorageAccount", "tags.owner", ""],
];
