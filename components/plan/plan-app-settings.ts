import { connections } from "../../functions/core/names.ts";

/** What the settings of the app say; `Value` is text, or a promise of text. */
export interface AppSettingsInput<Value> {
  /** Operating system of the plan: Windows takes its Node version from a setting. */
  os: string;
  packageUrl: Value;
  identityId: Value;
  identityClientId: Value;
  hostAccountName: Value;
  serviceBusHost: Value;
  eventHubsHost: Value;
  insightsConnection: Value;
  /** `Authorization=AAD;ClientId=<client id>`. */
  insightsAuthorization: Value;
  workspaceUrl: Value;
  lakeUrl: Value;
  mlflowUrl?: Value;
  warehouseId?: Value;
  webhookUrl?: Value;
  /** Reference to the signing key in a Key Vault; never the key. */
  webhookSecret?: Value;
  /** Reference to the workflow's URL in a Key Vault: the URL is a secret. */
  teamsWorkflow?: Value;
  pagerDutyUrl?: Value;
  /** Reference to the routing key in a Key Vault. */
  pagerDutyKey?: Value;
  llmUrl?: Value;
  llmModel?: Value;
  llmScope?: Value;
  llmDollarsPerMillionTokens?: number;
  /** Names of compute that a budget alert may pause. */
  pausable: readonly string[];
  /** Seconds between the first and the second look at a run. */
  pollSeconds: number;
  approverRole: string;
}

/**
 * Every setting of the function app, and no secret among them: each connection signs in as the identity. There is no
 * content share, since Azure Files knows no identity; the package is a blob that the identity reads. What the app
 * reads of these stands in functions/settings.ts.
 */
export function planAppSettings<Value>(
  input: AppSettingsInput<Value>,
): Record<string, Value | string> {
  return {
    FUNCTIONS_EXTENSION_VERSION: "~4",
    FUNCTIONS_WORKER_RUNTIME: "node",
    ...(input.os === "windows" ? { WEBSITE_NODE_DEFAULT_VERSION: "~24" } : {}),
    WEBSITE_RUN_FROM_PACKAGE: input.packageUrl,
    WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: input.identityId,
    APPLICATIONINSIGHTS_CONNECTION_STRING: input.insightsConnection,
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING: input.insightsAuthorization,
    AzureWebJobsStorage__accountName: input.hostAccountName,
    ...signedIn("AzureWebJobsStorage", input.identityClientId),
    ...namespaceConnection(connections.serviceBus, input.serviceBusHost, input.identityClientId),
    ...namespaceConnection(connections.eventHubs, input.eventHubsHost, input.identityClientId),
    NIGHTSHIFT_IDENTITY_CLIENT_ID: input.identityClientId,
    NIGHTSHIFT_WORKSPACE_URL: input.workspaceUrl,
    NIGHTSHIFT_LAKE_URL: input.lakeUrl,
    NIGHTSHIFT_POLL_SECONDS: String(input.pollSeconds),
    NIGHTSHIFT_APPROVER_ROLE: input.approverRole,
    ...where("NIGHTSHIFT_MLFLOW_URL", input.mlflowUrl),
    ...where("NIGHTSHIFT_WAREHOUSE_ID", input.warehouseId),
    ...where("NIGHTSHIFT_WEBHOOK_URL", input.webhookUrl),
    ...where("NIGHTSHIFT_WEBHOOK_SECRET", input.webhookSecret),
    ...where("NIGHTSHIFT_TEAMS_WORKFLOW_URL", input.teamsWorkflow),
    ...where("NIGHTSHIFT_PAGERDUTY_URL", input.pagerDutyUrl),
    ...where("NIGHTSHIFT_PAGERDUTY_ROUTING_KEY", input.pagerDutyKey),
    ...where("NIGHTSHIFT_LLM_URL", input.llmUrl),
    ...where("NIGHTSHIFT_LLM_MODEL", input.llmModel),
    ...where("NIGHTSHIFT_LLM_SCOPE", input.llmScope),
    ...where(
      "NIGHTSHIFT_LLM_DOLLARS_PER_MILLION_TOKENS",
      input.llmDollarsPerMillionTokens?.toString(),
    ),
    ...(input.pausable.length === 0 ? {} : { NIGHTSHIFT_PAUSABLE: input.pausable.join(",") }),
  };
}

function signedIn<Value>(connection: string, clientId: Value): Record<string, Value | string> {
  return {
    [`${connection}__credential`]: "managedidentity",
    [`${connection}__clientId`]: clientId,
  };
}

function namespaceConnection<Value>(
  connection: string,
  host: Value,
  clientId: Value,
): Record<string, Value | string> {
  return { [`${connection}__fullyQualifiedNamespace`]: host, ...signedIn(connection, clientId) };
}

function where<Value>(name: string, value: Value | undefined): Record<string, Value> {
  return value === undefined ? {} : { [name]: value };
}
