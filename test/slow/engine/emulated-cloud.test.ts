import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { azureTypes } from "./azure-types.ts";
import { databricksTypes } from "./databricks-types.ts";
import { createEmulatedCloud, type EmulatedCloud } from "./emulated-cloud.ts";
import type { WireRecord } from "./wire-values.ts";

type Made = [type: string, inputs: WireRecord];

const inGroup = (resourceGroupName: string) => ({ resourceGroupName, location: "westeurope" });
const group = (name: string): Made => [
  "azure-native:resources:ResourceGroup",
  { resourceGroupName: name },
];
const account = (accountName: string, where: string): Made => [
  "azure-native:storage:StorageAccount",
  { accountName, kind: "StorageV2", sku: { name: "Standard_LRS" }, ...inGroup(where) },
];
const namespace = (service: "servicebus" | "eventhub", where: string): Made => [
  `azure-native:${service}:Namespace`,
  { namespaceName: "messages", sku: { name: "Premium" }, ...inGroup(where) },
];
const app = (name: string, where: string): Made => [
  "azure-native:web:WebApp",
  { name, serverFarmId: "plan", ...inGroup(where) },
];
const role = (roleAssignmentName: string): Made => [
  "azure-native:authorization:RoleAssignment",
  {
    roleAssignmentName,
    scope: "/subscriptions/s",
    principalId: "p",
    roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${"0".repeat(36)}`,
  },
];
const topic = (systemTopicName: string): Made => [
  "azure-native:eventgrid:SystemTopic",
  { systemTopicName, source: "lake", topicType: "t", ...inGroup("a") },
];
const catalog: Made = ["databricks:index/catalog:Catalog", { name: "models" }];
const workspace = (workspaceName: string, managed: string, storageAccountName: string): Made => [
  "azure-native:databricks:Workspace",
  {
    workspaceName,
    computeMode: "Hybrid",
    managedResourceGroupId: `/subscriptions/00000000-1111-2222-3333-444444444444/resourceGroups/${managed}`,
    parameters: { storageAccountName: { value: storageAccountName } },
    ...inGroup("a"),
  },
];

describe("createEmulatedCloud", () => {
  const clashes: [what: string, first: Made, second: Made][] = [
    ["one name in one scope", group("a"), group("a")],
    ["names that differ in the case of their letters", group("a"), group("A")],
    ["storage accounts of one name, in any group", account("lake", "a"), account("lake", "b")],
    [
      "Service Bus and Event Hubs on one host name",
      namespace("servicebus", "a"),
      namespace("eventhub", "b"),
    ],
    ["apps of one name, in any group", app("agents", "a"), app("agents", "b")],
    ["one role of one principal on one scope, by any name", role("one"), role("two")],
    ["two topics of one account", topic("one"), topic("two")],
    ["a group that Databricks would make", group("managed"), workspace("w", "managed", "one")],
    [
      "two workspaces with one managed group",
      workspace("v", "m", "one"),
      workspace("w", "m", "two"),
    ],
    ["an account that Databricks would make", account("one", "a"), workspace("w", "m", "one")],
    ["one name in one metastore", catalog, catalog],
  ];
  for (const [what, first, second] of clashes) {
    it(`refuses ${what}`, async () => {
      const cloud = createEmulatedCloud({ ...withoutNeighbours(azureTypes), ...databricksTypes });
      await create(cloud, "dev", first);
      await assert.rejects(create(cloud, "prod", second), /^Error: Conflict: /);
      assert.equal(cloud.resources.size, 1);
    });
  }

  it("takes the same names in other scopes and other workspaces", async () => {
    const cloud = createEmulatedCloud({ ...azureTypes, ...databricksTypes });
    const zone = (where: string): Made => [
      "azure-native:privatedns:PrivateZone",
      { privateZoneName: "privatelink.blob.core.windows.net", ...inGroup(where) },
    ];
    const directory: Made = [
      "databricks:index/directory:Directory",
      { path: "/Shared/nightshift" },
    ];
    for (const [stack, made] of [
      ["dev", zone("a")],
      ["prod", zone("b")],
      ["dev", directory],
      ["prod", directory],
    ] as const)
      await create(cloud, stack, made);
    assert.equal(cloud.resources.size, 4);
  });
});

/** The same types without the rules that look for a network around a resource. */
function withoutNeighbours(types: typeof azureTypes): typeof azureTypes {
  return Object.fromEntries(
    Object.entries(types).map(([token, type]) => [token, { ...type, refusals: () => [] }]),
  );
}

async function create(cloud: EmulatedCloud, stack: string, [type, inputs]: Made): Promise<void> {
  const name = `resource-of-${stack}`;
  const urn = `urn:pulumi:${stack}::nightshift::${type}::${name}`;
  await cloud.create({ type, name, urn, id: "", inputs, state: {}, preview: false });
}
