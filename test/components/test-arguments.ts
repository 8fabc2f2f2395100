import { privateZones } from "../../components/plan/endpoint-table.ts";

/** Placement that the component tests share. */
export const testPlacement = {
  location: "westeurope",
  resourceGroupName: "rg-test",
  label: "test",
  salt: "00000000-0000-0000-0000-000000000000/nightshift",
  tags: { owner: "tests" },
};

/** Access to a network that stands already. */
export const testAccess = {
  endpointsSubnetId: "/subnets/endpoints",
  zoneIds: Object.fromEntries(privateZones.map((zone) => [zone, `/zones/${zone}`])),
};

/** A model definition with little in it. */
export const testModel = {
  registeredModel: "main.tests.churn",
  owner: "tests",
  input: { path: "churn" },
  training: { program: "/Shared/churn.py" },
  metrics: { auc: { better: "higher", role: "target", kind: "auc" } },
};

const id = (digit: number) => `00000000-0000-0000-0000-00000000000${digit}`;

/** The least that a platform is made from. */
export const testPlatform = {
  location: "westeurope",
  subscriptionId: id(1),
  signIn: { tenantId: id(2), clientId: id(3), approverRole: "Nightshift.Approver" },
  deployer: { objectId: id(4) },
  onCallEmails: ["on-call@example.com"],
  budget: { monthlyAmount: 1500, startDate: "2026-01-01", ownerEmails: ["owner@example.com"] },
  models: { churn: testModel },
};

/** A function app beside what the platform makes for it. */
export const testHosting = {
  ...testPlacement,
  access: testAccess,
  functionsSubnetId: "/subnets/functions",
  identityId: "/identity",
  identityClientId: "client",
  hostAccountName: "host",
  packageUrl: "https://host.blob.core.windows.net/packages/app-1.zip",
  signIn: testPlatform.signIn,
  serviceBusHost: "bus.servicebus.windows.net",
  eventHubsHost: "hub.servicebus.windows.net",
  insightsConnection: "IngestionEndpoint=https://in.example/",
  workspaceUrl: "https://adb-1.1.azuredatabricks.net",
  lakeUrl: "https://lake.blob.core.windows.net",
};
