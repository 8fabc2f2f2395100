import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { Provider } from "@pulumi/databricks/provider.js";
import * as pulumi from "@pulumi/pulumi";
import { AgentIdentity } from "./agent-identity.ts";
import type { AgentPlatformArgs } from "./agent-platform.ts";
import { Alerting } from "./alerting.ts";
import { Arrivals } from "./arrivals.ts";
import { DatabricksWorkspace } from "./databricks-workspace.ts";
import { FunctionHosting } from "./function-hosting.ts";
import { FunctionPackage } from "./function-package.ts";
import { HostStorage } from "./host-storage.ts";
import { Lakehouse } from "./lakehouse.ts";
import { Messaging } from "./messaging.ts";
import { ModelResources } from "./model-resources.ts";
import { MonitorLink } from "./monitor-link.ts";
import { MonitorAccess, Observability } from "./observability.ts";
import { planName } from "./plan/plan-name.ts";
import type { PlatformPlan } from "./plan/plan-platform.ts";
import { PrivateNetwork } from "./private-network.ts";
import { UnityCatalog } from "./unity-catalog.ts";

type Ground = ReturnType<typeof createGround>;
type Data = ReturnType<typeof createData>;
type Workbench = ReturnType<typeof createWorkbench>;

/** What everything else stands on: resource group, identity, logs, network. */
export function createGround(
  name: string,
  args: AgentPlatformArgs,
  plan: PlatformPlan,
  parent: pulumi.Resource,
) {
  const { location, subscriptionId, tags = {}, protect = true, settleSeconds = 300 } = args;
  const { label = pulumi.getStack(), salt = `${subscriptionId}/${pulumi.getProject()}` } = args;
  const resourceGroupName = createGroup(name, { location, label, salt }, args, parent);
  const place = { location, resourceGroupName, label, salt, tags };
  const identity = new AgentIdentity(`${name}-identity`, place, { parent });
  const agentPrincipalId = identity.principalId;
  const granted = { ...place, subscriptionId, agentPrincipalId, protect, settleSeconds };
  const watchers = { ...granted, ...args.observability, onCallEmails: args.onCallEmails };
  const observability = new Observability(`${name}-observability`, watchers, { parent });
  const { logWorkspaceId, onCallGroupId } = observability;
  const watched = { ...granted, logWorkspaceId, onCallGroupId };
  const { databricksNodes, functionInstances } = plan;
  const ranges = { ...watched, ...args.network, databricksNodes, functionInstances };
  const network = new PrivateNetwork(`${name}-network`, ranges, { parent });
  const access = { endpointsSubnetId: network.endpointsSubnetId, zoneIds: network.zoneIds };
  const inside = { ...watched, access };
  if (args.observability?.monitorAccess !== MonitorAccess.Shared) {
    const { insightsId } = observability;
    new MonitorLink(`${name}-monitor`, { ...inside, insightsId }, { parent });
  }
  return { resourceGroupName, identity, observability, network, inside };
}

function createGroup(
  name: string,
  seed: { location: string; label: string; salt: string },
  args: AgentPlatformArgs,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  if (args.resourceGroupName !== undefined) return pulumi.output(args.resourceGroupName);
  const { location } = seed;
  const resourceGroupName = planName("resourceGroup", seed);
  const group = { resourceGroupName, location, tags: args.tags };
  return new ResourceGroup(`${name}-group`, group, { parent }).name;
}

/** Where data lands, what it sets off, and what alerts come to. */
export function createData(
  name: string,
  args: AgentPlatformArgs,
  plan: PlatformPlan,
  { resourceGroupName, inside }: Ground,
  parent: pulumi.Resource,
) {
  const lake = new Lakehouse(`${name}-lake`, { ...inside, ...args.lake }, { parent });
  const managed = planName("managedResourceGroup", inside);
  const alerts = {
    ...inside,
    tenantId: args.signIn.tenantId,
    rules: plan.alertRules,
    budget: args.budget,
    budgetResourceGroups: [resourceGroupName, ...(args.databricks?.existing ? [] : [managed])],
  };
  const alerting = new Alerting(`${name}-alerting`, alerts, { parent });
  const messaging = new Messaging(
    `${name}-messaging`,
    { ...inside, ...args.messaging, agentsGroupId: alerting.actionGroupId },
    { parent },
  );
  const queueId = messaging.queueIds.apply((ids) => ids["bronze-arrivals"] ?? "");
  const source = { ...inside, accountId: lake.accountId, queueId };
  new Arrivals(`${name}-arrivals`, source, { parent, dependsOn: [lake, messaging] });
  return { lake, messaging, alerting };
}

/** Where models are made: the workspace, its catalog, and what belongs to each model. */
export function createWorkbench(
  name: string,
  args: AgentPlatformArgs,
  plan: PlatformPlan,
  { inside, identity, network }: Ground,
  { lake }: Data,
  parent: pulumi.Resource,
) {
  const place = {
    ...inside,
    ...args.databricks,
    virtualNetworkId: network.virtualNetworkId,
    hostSubnetName: network.databricksHostSubnetName,
    containerSubnetName: network.databricksContainerSubnetName,
    lakeAccountId: lake.accountId,
  };
  const workspace = new DatabricksWorkspace(`${name}-databricks`, place, { parent });
  const { workspaceUrl, workspaceId, accessConnectorId } = workspace;
  const provider = new Provider(
    `${name}-databricks-provider`,
    { host: workspaceUrl, azureWorkspaceResourceId: workspaceId },
    { parent, dependsOn: [workspace] },
  );
  const contents = {
    ...inside,
    accessConnectorId,
    lakeAccountName: lake.accountName,
    agentClientId: identity.clientId,
    schemas: plan.schemas,
    managedCatalog: args.databricks?.managedCatalog,
  };
  const within = { parent, providers: [provider] };
  const catalog = new UnityCatalog(`${name}-catalog`, contents, {
    ...within,
    dependsOn: [workspace, lake],
  });
  createModels(name, plan, catalog, lake, { ...within, dependsOn: [catalog] });
  return { workspace, catalog };
}

function createModels(
  name: string,
  plan: PlatformPlan,
  { servicePrincipalName }: UnityCatalog,
  { bronzeUrl }: Lakehouse,
  opts: pulumi.ComponentResourceOptions,
): void {
  const { protect = true } = plan.settings;
  for (const [modelId, definition] of Object.entries(plan.catalogue)) {
    const { registeredModel, owner, training, monitoring } = definition;
    const belongs = { modelId, registeredModel, owner, training, monitoredTable: monitoring.table };
    const model = { ...belongs, servicePrincipalName, bronzeUrl, protect };
    new ModelResources(`${name}-model-${modelId}`, model, opts);
  }
}

/** The agents themselves: where their host keeps its state, their package, and the app. */
export function createAgents(
  name: string,
  args: AgentPlatformArgs,
  { inside, identity, observability, network }: Ground,
  { lake, messaging, alerting }: Data,
  { workspace }: Workbench,
  parent: pulumi.Resource,
) {
  const { deployer, signIn, mlflowUrl, managementUrl } = args;
  const storage = new HostStorage(`${name}-host`, { ...inside, deployer }, { parent });
  const code = { packagesUrl: storage.packagesUrl, catalogue: JSON.stringify(args.models) };
  const functionPackage = new FunctionPackage(`${name}-package`, code, { parent });
  const app = {
    ...{
      ...inside,
      ...args.hosting,
      ...args.notify,
      ...args.languageModel,
      signIn,
      mlflowUrl,
      managementUrl,
    },
    functionsSubnetId: network.functionsSubnetId,
    identityId: identity.identityId,
    identityClientId: identity.clientId,
    hostAccountName: storage.accountName,
    packageUrl: functionPackage.packageUrl,
    serviceBusHost: messaging.hostName,
    eventHubsHost: alerting.hostName,
    insightsConnection: observability.insightsConnection,
    workspaceUrl: workspace.workspaceUrl,
    lakeUrl: lake.blobUrl,
    warehouseId: args.databricks?.warehouseId,
  };
  const dependsOn = [lake, messaging, alerting, workspace];
  const hosting = new FunctionHosting(`${name}-functions`, app, { parent, dependsOn });
  return { functionPackage, hosting };
}
