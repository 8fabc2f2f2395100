/** What the app is told about its surroundings on the local platform. */
export interface LocalSurroundings {
  cataloguePath: string;
  workspaceUrl: string;
  workspaceToken: string;
  lakeUrl: string;
  adminToken: string;
  /** SQL warehouse that models are measured on. @default none */
  warehouseId?: string;
}

/** Local runs end within seconds; on Databricks the first look waits 15. */
const firstPollSeconds = "2";

/** App settings, as a deployed Function App would have them, that point at the local platform. */
export function planAppSettings(surroundings: LocalSurroundings): Record<string, string> {
  const { cataloguePath, workspaceUrl, workspaceToken, lakeUrl, adminToken, warehouseId } =
    surroundings;
  return {
    NIGHTSHIFT_CATALOGUE: cataloguePath,
    NIGHTSHIFT_WORKSPACE_URL: workspaceUrl,
    NIGHTSHIFT_LOCAL_TOKEN: workspaceToken,
    NIGHTSHIFT_LAKE_URL: lakeUrl,
    NIGHTSHIFT_ADMIN_TOKEN: adminToken,
    NIGHTSHIFT_POLL_SECONDS: firstPollSeconds,
    ...(warehouseId === undefined ? {} : { NIGHTSHIFT_WAREHOUSE_ID: warehouseId }),
  };
}
