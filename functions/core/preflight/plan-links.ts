import { containers, queues } from "../names.ts";
import type { Link } from "./link.ts";

/** Where the app's surroundings are, as its settings say. */
export interface Places {
  lakeUrl: string;
  workspaceUrl: string;
  /** Open-source MLflow server; null where the workspace's is used. */
  mlflowUrl: string | null;
  /** Language model; null where the rules plan alone. */
  llmUrl: string | null;
  /** Storage account of the Functions host; null on a laptop. */
  hostAccount: string | null;
  /** Host name of the Service Bus namespace; null on a laptop. */
  serviceBusHost: string | null;
  /** Host name of the Event Hubs namespace; null on a laptop. */
  eventHubsHost: string | null;
  /** Scope of Azure Databricks. */
  databricksScope: string;
}

const storageScope = "https://storage.azure.com/.default";
const storageHeaders = { "x-ms-version": "2025-01-05", accept: "application/json" };

/** Plans what a preflight looks at: every data plane that the app uses, and nothing that it does not. */
export function planLinks(places: Places): Link[] {
  return [
    ...lakeLinks(places.lakeUrl),
    ...(places.hostAccount === null ? [] : hostLinks(places.hostAccount)),
    ...(places.serviceBusHost === null ? [] : [queueLink(places.serviceBusHost)]),
    ...(places.eventHubsHost === null ? [] : [hubLink(places.eventHubsHost)]),
    workspaceLink(places),
    trackingLink(places),
    ...(places.llmUrl === null ? [] : [modelLink(places.llmUrl)]),
  ];
}

/** A lake over plain HTTP is the local platform's: it knows no Entra ID. */
function lakeLinks(lakeUrl: string): Link[] {
  const isLocal = new URL(lakeUrl).protocol === "http:";
  const container = (name: string, role: string): Link => ({
    name: `lake, container ${name}`,
    ...placeOf(lakeUrl),
    scope: isLocal ? null : storageScope,
    touch: isLocal
      ? null
      : read(`${lakeUrl}/${name}?restype=container&comp=list&maxresults=1`, storageHeaders),
    role: `${role} on the container ${name}`,
    setting: "NIGHTSHIFT_LAKE_URL",
  });
  return [
    container(containers.bronze, "Storage Blob Data Reader"),
    container(containers.ledger, "Storage Blob Data Contributor"),
    container(containers.incidents, "Storage Blob Data Contributor"),
  ];
}

function hostLinks(account: string): Link[] {
  const part = (service: string, path: string, role: string): Link => {
    const url = `https://${account}.${service}.core.windows.net`;
    return {
      name: `host storage, ${service}`,
      ...placeOf(url),
      scope: storageScope,
      touch: read(`${url}${path}`, storageHeaders),
      role: `${role} on the account ${account}`,
      setting: "AzureWebJobsStorage__accountName",
    };
  };
  return [
    part("blob", "/?comp=list&maxresults=1", "Storage Blob Data Owner"),
    part("queue", "/?comp=list&maxresults=1", "Storage Queue Data Contributor"),
    part("table", "/Tables?$top=1", "Storage Table Data Contributor"),
  ];
}

/** Renewing a lock that nobody holds changes nothing, and is refused without the role. */
function queueLink(host: string): Link {
  const queue = queues.bronzeArrivals;
  const nobody = "00000000-0000-0000-0000-000000000000";
  return {
    name: "Service Bus",
    host,
    port: 443,
    scope: "https://servicebus.azure.net/.default",
    touch: { method: "POST", url: `https://${host}/${queue}/messages/1/${nobody}`, headers: {} },
    role: `Azure Service Bus Data Receiver on the queue ${queue}`,
    setting: "ServiceBus__fullyQualifiedNamespace",
  };
}

/** Reading an event hub has no HTTP call that a receiver may make: only name, token and connection are seen. */
function hubLink(host: string): Link {
  return {
    name: "Event Hubs",
    host,
    port: 5671,
    scope: "https://eventhubs.azure.net/.default",
    touch: null,
    role: "Azure Event Hubs Data Receiver on the event hub alerts",
    setting: "EventHubs__fullyQualifiedNamespace",
  };
}

function workspaceLink({ workspaceUrl, databricksScope }: Places): Link {
  return {
    name: "Databricks jobs",
    ...placeOf(workspaceUrl),
    scope: databricksScope,
    touch: read(`${workspaceUrl}/api/2.2/jobs/list?limit=1`),
    role: "a service principal of the workspace with CAN_MANAGE_RUN on the training jobs",
    setting: "NIGHTSHIFT_WORKSPACE_URL",
  };
}

function trackingLink({ workspaceUrl, mlflowUrl, databricksScope }: Places): Link {
  const base = mlflowUrl ?? workspaceUrl;
  const path = "/api/2.0/mlflow/experiments/get-by-name?experiment_name=/Shared/nightshift";
  return {
    name: "MLflow",
    ...placeOf(base),
    scope: mlflowUrl === null ? databricksScope : null,
    touch: read(`${base}${path}`),
    role: "CAN_MANAGE on the experiments below /Shared/nightshift",
    setting: mlflowUrl === null ? "NIGHTSHIFT_WORKSPACE_URL" : "NIGHTSHIFT_MLFLOW_URL",
  };
}

function modelLink(llmUrl: string): Link {
  return {
    name: "language model",
    ...placeOf(llmUrl),
    scope: "https://cognitiveservices.azure.com/.default",
    touch: read(`${llmUrl.replace(/\/+$/, "")}/models`),
    role: "Cognitive Services OpenAI User on the account, or CAN_QUERY on the serving endpoint",
    setting: "NIGHTSHIFT_LLM_URL",
  };
}

function read(url: string, headers: Record<string, string> = {}): Link["touch"] {
  return { method: "GET", url, headers };
}

function placeOf(url: string): Pick<Link, "host" | "port"> {
  const { hostname, port, protocol } = new URL(url);
  return { host: hostname, port: port === "" ? (protocol === "http:" ? 80 : 443) : Number(port) };
}
