import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import { AgentPlatform } from "../../components/agent-platform.ts";
import { roleIds } from "../../components/plan/role-table.ts";
import { all, at, only, type RecordedResource, recordResources } from "./record-resources.ts";
import { testModel, testPlatform } from "./test-arguments.ts";

const platformOf = (change: object = {}, mode: "up" | "preview" = "up") =>
  recordResources(() => new AgentPlatform("nightshift", { ...testPlatform, ...change }), mode);

/** Types that have a door to the public, and the property that shuts it. */
const doors: Record<string, string> = {
  "storage:StorageAccount": "publicNetworkAccess",
  "servicebus:Namespace": "publicNetworkAccess",
  "servicebus:NamespaceNetworkRuleSet": "publicNetworkAccess",
  "eventhub:Namespace": "publicNetworkAccess",
  "eventhub:NamespaceNetworkRuleSet": "publicNetworkAccess",
  "web:WebApp": "publicNetworkAccess",
  "databricks:Workspace": "publicNetworkAccess",
  "operationalinsights:Workspace": "publicNetworkAccessForIngestion",
  "applicationinsights:Component": "publicNetworkAccessForIngestion",
};

describe("AgentPlatform", () => {
  let resources: RecordedResource[];
  before(async () => {
    resources = await platformOf();
  });

  for (const [type, property] of Object.entries(doors)) {
    it(`shuts the public out of each ${type}`, () => {
      const found = all(resources, type);
      assert.ok(found.length > 0);
      for (const resource of found) assert.equal(at(resource, property), "Disabled", resource.name);
    });
  }

  it("gives each private service its endpoint, and each endpoint its record", () => {
    const groups = all(resources, "PrivateEndpoint").map((it) =>
      at(it, "privateLinkServiceConnections.0.groupIds.0"),
    );
    assert.deepEqual(groups.toSorted(), [
      "azuremonitor",
      "blob",
      "blob",
      "blob",
      "browser_authentication",
      "databricks_ui_api",
      "dfs",
      "dfs",
      "namespace",
      "namespace",
      "queue",
      "sites",
      "table",
    ]);
    assert.equal(all(resources, "PrivateDnsZoneGroup").length, groups.length);
  });

  it("changes the workspace through one endpoint at a time", () => {
    const names = ["databricks", "databricks-sign-in", "workspace-dfs", "workspace-blob"];
    for (const [index, name] of names.slice(1).entries()) {
      const endpoint = only(resources, "PrivateEndpoint", `nightshift-databricks-endpoint-${name}`);
      assert.ok(
        endpoint.dependencies.includes(`nightshift-databricks-endpoint-${names[index]}`),
        name,
      );
    }
  });

  it("gives roles on single resources alone, each by name of scope, principal and role", () => {
    const roles = all(resources, "RoleAssignment");
    assert.ok(roles.length > 20);
    for (const role of roles) {
      assert.match(
        String(at(role, "scope")),
        /^\/ids\/(?:StorageAccount|Queue|EventHub|Component)\//,
        role.name,
      );
      assert.match(String(at(role, "roleAssignmentName")), /^[0-9a-f-]{36}$/);
      assert.match(String(at(role, "principalType")), /^ServicePrincipal$/);
      const roleId = String(at(role, "roleDefinitionId")).split("/").at(-1);
      assert.ok(
        Object.values(roleIds).some((known) => known === roleId),
        role.name,
      );
    }
    const names = roles.map((role) => at(role, "roleAssignmentName"));
    assert.equal(new Set(names).size, names.length);
  });

  it("holds back delivery and the app until their roles can be used", () => {
    const subscription = only(resources, "SystemTopicEventSubscription");
    assert.ok(subscription.dependencies.includes("nightshift-arrivals-roles-settled"));
    for (const location of all(resources, "ExternalLocation")) {
      assert.ok(location.dependencies.includes("nightshift-catalog-credential"), location.name);
    }
    const credential = only(resources, "StorageCredential");
    assert.ok(credential.dependencies.includes("nightshift-databricks-roles-settled"));
    const settings = only(resources, "WebAppApplicationSettings");
    assert.ok(settings.dependencies.includes("nightshift-host-roles-settled"));
    const upload = only(resources, "PackageUpload");
    assert.ok(upload.dependencies.includes("nightshift-host-roles-settled"));
  });

  it("delivers arrivals by identity to the queue, with dead letters in the lake", () => {
    const subscription = only(resources, "SystemTopicEventSubscription");
    assert.deepEqual(at(subscription, "filter.advancedFilters.0.values"), [
      "FlushWithClose",
      "PutBlob",
      "PutBlockList",
      "CopyBlob",
    ]);
    assert.equal(
      at(subscription, "filter.subjectBeginsWith"),
      "/blobServices/default/containers/bronze/",
    );
    assert.equal(
      at(subscription, "deliveryWithResourceIdentity.destination.resourceId"),
      "/ids/Queue/nightshift-messaging-bronze-arrivals",
    );
    assert.equal(at(subscription, "deliveryWithResourceIdentity.identity.type"), "SystemAssigned");
    assert.equal(
      at(subscription, "deadLetterWithResourceIdentity.deadLetterDestination.blobContainerName"),
      "arrival-dead-letters",
    );
    assert.equal(at(subscription, "destination"), undefined);
  });

  it("brings alerts to the app by an event hub and the group's own identity, and to people by mail", () => {
    const group = only(resources, "ActionGroup", "nightshift-alerting-agents");
    assert.equal(at(group, "identity.type"), "SystemAssigned");
    assert.equal(at(group, "eventHubReceivers.0.managedIdentity"), "SystemAssigned");
    assert.equal(at(group, "eventHubReceivers.0.useCommonAlertSchema"), true);
    for (const receiver of ["webhookReceivers", "azureFunctionReceivers", "logicAppReceivers"]) {
      assert.equal(at(group, receiver), undefined);
    }
    const people = only(resources, "ActionGroup", "nightshift-observability-on-call");
    assert.equal(at(people, "emailReceivers.0.emailAddress"), "on-call@example.com");
  });

  it("takes silence for failure", () => {
    const watchdog = only(resources, "ScheduledQueryRule", "nightshift-observability-watchdog");
    // The platform's own calls of the health page are requests, too.
    assert.equal(at(watchdog, "criteria.allOf.0.query"), 'requests | where name == "onMonitoring"');
    assert.equal(at(watchdog, "criteria.allOf.0.operator"), "LessThan");
    assert.equal(at(watchdog, "criteria.allOf.0.threshold"), 1);
    assert.equal(at(watchdog, "severity"), 0);
  });

  it("counts the cost of Databricks' own resource group, and tells owner and app", () => {
    const budget = only(resources, "consumption:Budget");
    const groups = at(budget, "filter.dimensions.values");
    assert.ok(Array.isArray(groups) && groups.length === 2);
    assert.match(String(groups[1]), /^rg-nightshift-dbw-/);
    assert.equal(at(budget, "timePeriod.startDate"), "2026-01-01T00:00:00Z");
    assert.deepEqual(at(budget, "notifications.spent-100.contactGroups"), [
      "/ids/ActionGroup/nightshift-alerting-agents",
    ]);
    const workspace = only(resources, "databricks:Workspace");
    assert.ok(String(at(workspace, "managedResourceGroupId")).endsWith(`/${String(groups[1])}`));
  });

  it("puts the workspace into the network, without public addresses or Databricks' public rules", () => {
    const workspace = only(resources, "databricks:Workspace");
    assert.equal(at(workspace, "computeMode"), "Hybrid");
    assert.equal(at(workspace, "requiredNsgRules"), "NoAzureDatabricksRules");
    assert.equal(at(workspace, "defaultStorageFirewall"), "Enabled");
    assert.equal(at(workspace, "parameters.enableNoPublicIp.value"), true);
    assert.equal(at(workspace, "parameters.customPublicSubnetName.value"), "databricks-host");
    assert.equal(at(workspace, "sku.name"), "premium");
  });

  it("makes everything inside the workspace through the workspace's own provider", () => {
    const inside = resources.filter((it) => it.type.startsWith("databricks:"));
    assert.ok(inside.length > 10);
    for (const it of inside)
      assert.match(it.provider, /::nightshift-databricks-provider::/, it.name);
  });

  it("runs the app as one user-assigned identity, in the network, scaling on what waits", () => {
    const app = only(resources, "web:WebApp");
    assert.deepEqual(at(app, "identity"), {
      type: "UserAssigned",
      userAssignedIdentities: ["/ids/UserAssignedIdentity/nightshift-identity-identity"],
    });
    assert.equal(at(app, "outboundVnetRouting.allTraffic"), true);
    assert.match(String(at(app, "virtualNetworkSubnetId")), /\/subnets\/functions$/);
    assert.equal(at(app, "siteConfig.functionsRuntimeScaleMonitoringEnabled"), true);
    assert.equal(at(app, "siteConfig.healthCheckPath"), "/api/health");
    assert.equal(at(app, "siteConfig.appSettings"), undefined);
    assert.equal(at(app, "siteConfig.publicNetworkAccess"), undefined);
    assert.equal(at(app, "httpsOnly"), true);
    const plan = only(resources, "AppServicePlan");
    assert.deepEqual(at(plan, "sku"), { name: "EP1", tier: "ElasticPremium", capacity: 1 });
    assert.equal(at(plan, "maximumElasticWorkerCount"), 5);
  });

  it("takes no publishing password and no caller without a token", () => {
    for (const type of ["WebAppScmAllowed", "WebAppFtpAllowed"]) {
      assert.equal(at(only(resources, type), "allow"), false);
    }
    const signIn = only(resources, "WebAppAuthSettingsV2");
    assert.equal(at(signIn, "globalValidation.requireAuthentication"), true);
    assert.equal(at(signIn, "globalValidation.unauthenticatedClientAction"), "Return401");
    assert.deepEqual(at(signIn, "globalValidation.excludedPaths"), ["/api/health"]);
  });

  it("has one owner of the app's settings", () => {
    assert.equal(all(resources, "WebAppApplicationSettings").length, 1);
    const sync = only(resources, "TriggerSync");
    assert.ok(sync.dependencies.includes("nightshift-functions-settings"));
  });

  it("turns local authentication off where there is any", () => {
    for (const type of [
      "servicebus:Namespace",
      "eventhub:Namespace",
      "applicationinsights:Component",
    ]) {
      for (const it of all(resources, type))
        assert.equal(at(it, "disableLocalAuth"), true, it.name);
    }
    for (const it of all(resources, "StorageAccount"))
      assert.equal(at(it, "allowSharedKeyAccess"), false);
    assert.equal(
      at(only(resources, "operationalinsights:Workspace"), "features.disableLocalAuth"),
      true,
    );
  });

  it("holds no secret: no key, no SAS, no password, no connection string with one", () => {
    const text = JSON.stringify(resources.map((it) => it.inputs));
    assert.doesNotMatch(text, /AccountKey|SharedAccessKey|[?&]sig=|password"|InstrumentationKey/i);
  });

  it("protects what holds data, unless told otherwise", async () => {
    const stateful = [
      "storage:StorageAccount",
      "servicebus:Namespace",
      "servicebus:Queue",
      "databricks:Workspace",
      "RegisteredModel",
      "MlflowExperiment",
    ];
    for (const type of stateful)
      for (const it of all(resources, type)) assert.ok(it.protect, it.name);
    const free = await platformOf({ protect: false });
    assert.deepEqual(
      free.filter((it) => it.protect).map((it) => it.name),
      [],
    );
  });

  it("sends diagnostics of every resource that has any to one log workspace", () => {
    const targets = all(resources, "DiagnosticSetting");
    assert.equal(targets.length, 17);
    for (const it of targets)
      assert.equal(at(it, "workspaceId"), "/ids/Workspace/nightshift-observability-logs");
  });

  it("previews before anything exists, with the same resources", async () => {
    const previewed = await platformOf({}, "preview");
    assert.deepEqual(
      previewed.map((it) => it.urn),
      resources.map((it) => it.urn),
    );
  });

  it("adds a model with its own resources, its alert rule and a new package, and touches nothing else", async () => {
    const other = { ...testModel, registeredModel: "main.tests.prices", input: { path: "prices" } };
    const grown = await platformOf({ models: { churn: testModel, prices: other } });
    const urns = new Set(resources.map((it) => it.urn));
    const added = grown.filter((it) => !urns.has(it.urn)).map((it) => it.name);
    for (const name of added)
      assert.match(name, /^nightshift-(?:model-prices|alerting-prices)(?:-|$)/);
    assert.deepEqual(changedBetween(resources, grown), [
      "nightshift-functions-settings",
      "nightshift-functions-triggers",
      "nightshift-package-upload",
    ]);
  });

  it("changes a threshold in the package and the setting that names it, and nowhere else", async () => {
    const metrics = { auc: { ...testModel.metrics.auc, min: 0.7 } };
    const changed = await platformOf({ models: { churn: { ...testModel, metrics } } });
    assert.deepEqual(changedBetween(resources, changed), [
      "nightshift-functions-settings",
      "nightshift-functions-triggers",
      "nightshift-package-upload",
    ]);
  });

  it("scales by changing the plan alone", async () => {
    const scaled = await platformOf({ hosting: { maxInstances: 8 } });
    assert.deepEqual(changedBetween(resources, scaled), ["nightshift-functions-plan"]);
  });

  it("asks for the same when asked again", async () => {
    assert.deepEqual(changedBetween(resources, await platformOf()), []);
  });

  it("tells all mistakes before it registers anything, itself included", async () => {
    const recorded = await recordResources(() => {
      assert.throws(
        () =>
          new AgentPlatform("nightshift", {
            ...testPlatform,
            location: "polarnorth",
            onCallEmails: [],
          }),
        /^Error: AgentPlatform "nightshift" has 2 mistakes; nothing was created\.\nonCallEmails: .*\nlocation: .*EP1/,
      );
    });
    assert.deepEqual(recorded, []);
  });
});

/** Names of the resources of the first run that ask for something else in the second. */
function changedBetween(first: RecordedResource[], second: RecordedResource[]): string[] {
  const later = new Map(second.map((it) => [it.urn, JSON.stringify(it.inputs)]));
  return first
    .filter((it) => it.type.split(":")[0] !== "nightshift")
    .filter((it) => later.get(it.urn) !== JSON.stringify(it.inputs))
    .map((it) => it.name)
    .toSorted();
}
