/** One private endpoint of a service: the sub-resource it reaches and the DNS zones that name it. */
export interface EndpointRow {
  /** Part of the endpoint's name. */
  role: string;
  /** Sub-resource (group id) of Azure Private Link. */
  groupId: string;
  /** Private DNS zones whose records point to it. */
  zones: readonly string[];
}

const blobZone = "privatelink.blob.core.windows.net";
const busZone = "privatelink.servicebus.windows.net";
const databricksZone = "privatelink.azuredatabricks.net";

/**
 * Every private endpoint of the perimeter, by service. Endpoints of one service are made in this order, one
 * after another: Azure refuses concurrent changes of one Databricks workspace or storage account.
 */
export const endpointTable = {
  lake: [
    { role: "lake-blob", groupId: "blob", zones: [blobZone] },
    { role: "lake-dfs", groupId: "dfs", zones: ["privatelink.dfs.core.windows.net"] },
  ],
  hostStorage: [
    { role: "host-blob", groupId: "blob", zones: [blobZone] },
    { role: "host-queue", groupId: "queue", zones: ["privatelink.queue.core.windows.net"] },
    { role: "host-table", groupId: "table", zones: ["privatelink.table.core.windows.net"] },
  ],
  serviceBus: [{ role: "servicebus", groupId: "namespace", zones: [busZone] }],
  eventHubs: [{ role: "eventhubs", groupId: "namespace", zones: [busZone] }],
  functionApp: [{ role: "functions", groupId: "sites", zones: ["privatelink.azurewebsites.net"] }],
  databricks: [
    { role: "databricks", groupId: "databricks_ui_api", zones: [databricksZone] },
    { role: "databricks-sign-in", groupId: "browser_authentication", zones: [databricksZone] },
  ],
  databricksBackEnd: [
    { role: "databricks", groupId: "databricks_ui_api", zones: [databricksZone] },
  ],
  databricksStorage: [
    { role: "workspace-dfs", groupId: "dfs", zones: ["privatelink.dfs.core.windows.net"] },
    { role: "workspace-blob", groupId: "blob", zones: [blobZone] },
  ],
  monitor: [
    {
      role: "monitor",
      groupId: "azuremonitor",
      zones: [
        "privatelink.monitor.azure.com",
        "privatelink.oms.opinsights.azure.com",
        "privatelink.ods.opinsights.azure.com",
        "privatelink.agentsvc.azure-automation.net",
        blobZone,
      ],
    },
  ],
} as const satisfies Record<string, readonly EndpointRow[]>;

/** Services that are reached through private endpoints. */
export type PrivateService = keyof typeof endpointTable;

/** Every private DNS zone of the perimeter, once, in alphabetical order. */
export const privateZones: readonly string[] = [
  ...new Set(
    Object.values(endpointTable).flatMap((rows) => rows.flatMap((row: EndpointRow) => row.zones)),
  ),
].toSorted();
