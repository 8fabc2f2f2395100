import { type QueueName, queueNames } from "./queue-table.ts";

/** Azure's built-in roles that Nightshift assigns, with their ids. */
export const roleIds = {
  "Storage Blob Data Owner": "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
  "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
  "Storage Blob Delegator": "db58b8e5-c6ad-4a2a-8342-4190687cbf4a",
  "Storage Queue Data Contributor": "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
  "Storage Table Data Contributor": "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
  "Azure Service Bus Data Receiver": "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0",
  "Azure Service Bus Data Sender": "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39",
  "Azure Event Hubs Data Receiver": "a638d3c7-ab3a-418d-83e6-5f17a39d4fde",
  "Azure Event Hubs Data Sender": "2b629674-e913-4c01-ae53-ef4638d8f975",
  "Monitoring Metrics Publisher": "3913510d-42f4-4e42-8a64-420c390055eb",
} as const;

/** A built-in role that Nightshift assigns. */
export type RoleName = keyof typeof roleIds;

/** Who gets roles: the function app, the Event Grid topic, the action group, Databricks, and whoever deploys. */
export type Principal = "agent" | "arrivals" | "alerts" | "connector" | "deployer";

/** What roles are given on: never a resource group or a subscription. */
export type RoleScope =
  | "hostAccount"
  | "packages"
  | "lakeAccount"
  | "bronze"
  | "ledger"
  | "incidents"
  | "arrivalDeadLetters"
  | "catalog"
  | "alertHub"
  | "insights"
  | `queue:${QueueName}`;

/** One role assignment of the system. */
export interface RoleRow {
  principal: Principal;
  role: RoleName;
  scope: RoleScope;
  /** Why the principal cannot do with less. */
  because: string;
}

const queueRows: RoleRow[] = queueNames.flatMap((queue): RoleRow[] => [
  {
    principal: "agent",
    role: "Azure Service Bus Data Receiver",
    scope: `queue:${queue}`,
    because: "its triggers read this queue",
  },
  {
    principal: "agent",
    role: "Azure Service Bus Data Sender",
    scope: `queue:${queue}`,
    because: "it routes alerts to their queue and replays dead letters",
  },
]);

/** Every role assignment of the system. A component takes the rows of the scopes it owns. */
export const roleTable: readonly RoleRow[] = [
  {
    principal: "agent",
    role: "Storage Blob Data Owner",
    scope: "hostAccount",
    because: "the Functions host keeps leases, keys and its package there",
  },
  {
    principal: "agent",
    role: "Storage Queue Data Contributor",
    scope: "hostAccount",
    because: "Durable Functions keeps its work items there",
  },
  {
    principal: "agent",
    role: "Storage Table Data Contributor",
    scope: "hostAccount",
    because: "Durable Functions keeps its history there",
  },
  {
    principal: "deployer",
    role: "Storage Blob Data Contributor",
    scope: "packages",
    because: "it uploads the function package",
  },
  {
    principal: "agent",
    role: "Storage Blob Data Reader",
    scope: "bronze",
    because: "it validates what arrives and never changes it",
  },
  {
    principal: "agent",
    role: "Storage Blob Data Contributor",
    scope: "ledger",
    because: "it writes decisions; the container's retention stops it from changing them",
  },
  {
    principal: "agent",
    role: "Storage Blob Data Contributor",
    scope: "incidents",
    because: "it writes incidents",
  },
  {
    principal: "arrivals",
    role: "Storage Blob Data Contributor",
    scope: "arrivalDeadLetters",
    because: "Event Grid keeps there what it could not deliver",
  },
  {
    principal: "arrivals",
    role: "Azure Service Bus Data Sender",
    scope: "queue:bronze-arrivals",
    because: "Event Grid delivers each new file there",
  },
  {
    principal: "connector",
    role: "Storage Blob Data Reader",
    scope: "bronze",
    because: "training jobs read what arrived",
  },
  {
    principal: "connector",
    role: "Storage Blob Data Contributor",
    scope: "catalog",
    because: "Unity Catalog keeps the managed catalog's models and tables there",
  },
  {
    principal: "connector",
    role: "Storage Blob Delegator",
    scope: "lakeAccount",
    because: "Unity Catalog signs the short-lived tokens that it hands to clusters",
  },
  {
    principal: "alerts",
    role: "Azure Event Hubs Data Sender",
    scope: "alertHub",
    because: "the action group writes alerts there",
  },
  {
    principal: "agent",
    role: "Azure Event Hubs Data Receiver",
    scope: "alertHub",
    because: "the router reads alerts there",
  },
  {
    principal: "agent",
    role: "Monitoring Metrics Publisher",
    scope: "insights",
    because: "telemetry needs it where local authentication is off",
  },
  ...queueRows,
];
