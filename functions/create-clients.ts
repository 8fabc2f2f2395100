import type { TokenCredential } from "@azure/core-auth";
import type { Surroundings } from "./activities/create-activities.ts";
import type { PreflightSurroundings } from "./activities/preflight.ts";
import { createBlobAccount } from "./clients/blob-account.ts";
import { createBlobLake } from "./clients/blob-lake.ts";
import { createBlobRecords } from "./clients/blob-records.ts";
import { createDatabricksCompute } from "./clients/databricks-compute.ts";
import { createDatabricksJobs } from "./clients/databricks-jobs.ts";
import { createExchange, type Exchange } from "./clients/exchange.ts";
import { createHttp } from "./clients/http.ts";
import { createManagedIdentity, createPlainToken } from "./clients/identity.ts";
import { createLlmOpinions } from "./clients/llm.ts";
import { lookAtLink } from "./clients/look-at-link.ts";
import { createMlflowModels } from "./clients/mlflow-models.ts";
import { createMlflowRuns } from "./clients/mlflow-runs.ts";
import { createPagerDutyNotifier } from "./clients/pagerduty-notifier.ts";
import type { DeadLetters, Notifier, Opinions } from "./clients/ports.ts";
import {
  createServiceBusDeadLetters,
  serviceBusScope,
} from "./clients/service-bus-dead-letters.ts";
import { createSqlStatements } from "./clients/sql-statements.ts";
import { createTableLake } from "./clients/table-lake.ts";
import { createTeamsNotifier } from "./clients/teams-notifier.ts";
import { createUnityCatalogModels } from "./clients/unity-catalog-models.ts";
import { createWebhookNotifier } from "./clients/webhook-notifier.ts";
import { connections, containers } from "./core/names.ts";
import { databricksScope } from "./core/token-scope.ts";
import type { Settings } from "./settings.ts";

/**
 * Creates one client for each outside part, as the settings say. Nothing is called, and nothing heavy is loaded yet.
 * `ownHost`: host and port that this app serves under, once it does.
 */
export function createClients(
  settings: Settings,
  ownHost: () => string,
): Omit<Surroundings, "catalogue" | "pollSeconds"> {
  const credential = credentialOf(settings);
  const workspace = createHttp({
    service: "Databricks workspace",
    setting: "NIGHTSHIFT_WORKSPACE_URL",
    baseUrl: settings.workspaceUrl,
    auth: { credential, scope: databricksScope },
  });
  const account = createBlobAccount({
    lakeUrl: settings.lakeUrl,
    credential: settings.credential.kind === "managedIdentity" ? credential : null,
  });
  const { warehouseId } = settings;
  const statements =
    warehouseId === null ? null : createSqlStatements({ http: workspace, warehouseId });
  return {
    jobs: createDatabricksJobs(workspace),
    statements,
    ...createTracking(settings, workspace),
    lake: {
      ...createBlobLake({ account, container: containers.bronze }),
      ...createTableLake({ http: workspace, statements }),
    },
    records: createBlobRecords(account),
    compute: createDatabricksCompute(workspace),
    // Nightshift measures on its own warehouse: pausing it would blind the night.
    pausable: { names: settings.pausable, never: warehouseId === null ? [] : [warehouseId] },
    notifiers: createNotifiers(settings),
    deadLetters: createDeadLetters(settings, ownHost),
    opinions: createOpinions(settings),
    bronzeUrl: `${settings.lakeUrl}/${containers.bronze}`,
  };
}

/** Where a preflight looks, and with which identity. */
export function createPreflight(settings: Settings): PreflightSurroundings {
  const credential = credentialOf(settings);
  return {
    places: { ...settings, llmUrl: settings.llm?.url ?? null, databricksScope },
    lookAtLink: async (link) => await lookAtLink(link, credential),
  };
}

/** The language model, spoken to as the app's identity; on loopback a plain token will do. */
function createOpinions({ llm, credential }: Settings): Opinions | null {
  if (llm === null) return null;
  const caller =
    credential.kind === "managedIdentity" && llm.token === null
      ? createManagedIdentity(credential.clientId)
      : createPlainToken(llm.token ?? "none", llm.url);
  return createLlmOpinions({ ...llm, credential: caller });
}

/** Dead letters of the namespace; on a laptop of the local host, which serves them beside the app. */
function createDeadLetters(settings: Settings, ownHost: () => string): DeadLetters {
  const { serviceBusHost } = settings;
  let exchange: Exchange | null = null;
  return createServiceBusDeadLetters(() => {
    exchange ??= createExchange({
      service: "Service Bus",
      setting: `${connections.serviceBus}__fullyQualifiedNamespace`,
      baseUrl:
        serviceBusHost === null ? `http://${ownHost()}/servicebus` : `https://${serviceBusHost}`,
      auth: { credential: credentialOf(settings), scope: serviceBusScope },
    });
    return exchange;
  });
}

function createNotifiers(settings: Settings): Notifier[] {
  const { webhookUrl, webhookSecret: secret, teamsUrl, pagerDuty } = settings;
  return [
    ...(webhookUrl === null
      ? []
      : [createWebhookNotifier({ name: "webhook", url: webhookUrl, secret })]),
    ...(teamsUrl === null ? [] : [createTeamsNotifier({ url: teamsUrl })]),
    ...(pagerDuty === null ? [] : [createPagerDutyNotifier(pagerDuty)]),
  ];
}

function createTracking(settings: Settings, workspace: ReturnType<typeof createHttp>) {
  if (settings.mlflowUrl === null) {
    return { runs: createMlflowRuns(workspace), models: createUnityCatalogModels(workspace) };
  }
  const server = createHttp({
    service: "MLflow server",
    setting: "NIGHTSHIFT_MLFLOW_URL",
    baseUrl: settings.mlflowUrl,
    auth: null,
  });
  return { runs: createMlflowRuns(server), models: createMlflowModels(server) };
}

function credentialOf({ credential, workspaceUrl }: Settings): TokenCredential {
  return credential.kind === "localToken"
    ? createPlainToken(credential.token, workspaceUrl)
    : createManagedIdentity(credential.clientId);
}
