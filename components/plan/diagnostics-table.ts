/** What each kind of resource can send to a log workspace, and below which part of its id. */
export const diagnosticsTable = {
  virtualNetwork: { below: "", logs: true, metrics: true },
  securityGroup: { below: "", logs: true, metrics: false },
  publicAddress: { below: "", logs: true, metrics: true },
  storageBlobs: { below: "/blobServices/default", logs: true, metrics: true },
  storageQueues: { below: "/queueServices/default", logs: true, metrics: true },
  storageTables: { below: "/tableServices/default", logs: true, metrics: true },
  messagingNamespace: { below: "", logs: true, metrics: true },
  systemTopic: { below: "", logs: true, metrics: true },
  logWorkspace: { below: "", logs: true, metrics: true },
  databricks: { below: "", logs: true, metrics: false },
  appServicePlan: { below: "", logs: false, metrics: true },
  functionApp: { below: "", logs: true, metrics: true },
} as const;

/** A kind of resource with diagnostics. */
export type DiagnosticsKind = keyof typeof diagnosticsTable;
