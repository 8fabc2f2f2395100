import * as pulumi from "@pulumi/pulumi";
import type { BudgetArgs } from "./budget.ts";
import { createAgents, createData, createGround, createWorkbench } from "./create-platform.ts";
import type { ExistingWorkspaceArgs } from "./databricks-workspace.ts";
import type {
  HostingSettingsArgs,
  LanguageModelArgs,
  NotifySettingsArgs,
} from "./function-hosting.ts";
import type { DeployerArgs } from "./host-storage.ts";
import type { LakeSettingsArgs } from "./lakehouse.ts";
import type { MessagingSettingsArgs } from "./messaging.ts";
import type { ObservabilitySettingsArgs } from "./observability.ts";
import { planPlatform } from "./plan/plan-platform.ts";
import { refuse } from "./plan/refuse.ts";
import type { NetworkSettingsArgs } from "./private-network.ts";
import type { SignInArgs } from "./sign-in.ts";

/** What of Databricks is made, and what is taken. */
export interface DatabricksSettingsArgs {
  /** Workspace to use instead of creating one. @default none (one is created) */
  existing?: ExistingWorkspaceArgs;
  /**
   * Unity Catalog catalog to create in the lake, with the schemas of its models. All other catalogs and schemas must
   * exist. @default none (all must exist)
   */
  managedCatalog?: string;
  /**
   * Whether to create the endpoint for signing in with a browser. One network has one for all its workspaces of a
   * region. @default true
   */
  browserSignIn?: boolean;
  /** Id of the SQL warehouse that validates tables and measures drift. @default none (no model may name a table) */
  warehouseId?: pulumi.Input<string>;
}

/** Arguments of `AgentPlatform`. */
export interface AgentPlatformArgs {
  /** Azure region as templates write it, such as `westeurope`; it must offer Elastic Premium plans. */
  location: string;
  /** Subscription that everything goes to. */
  subscriptionId: string;
  /** Who may call the app. */
  signIn: SignInArgs;
  /** Whoever runs `pulumi up` and so uploads the function package. */
  deployer: DeployerArgs;
  /** Mail addresses of the people who are told when the system itself fails; at least one. */
  onCallEmails: string[];
  /** What a month may cost, and whom its budget tells. */
  budget: BudgetArgs;
  /** Model definitions by model id; see docs/catalogue.schema.json for what each may say. */
  // biome-ignore lint/suspicious/noExplicitAny: of all open types, Pulumi's component schema takes only this one.
  models: Record<string, any>;
  /** Text that every resource name is made from, from 1 to 60 characters. @default the stack's name */
  label?: string;
  /** Text that tells this deployment from others with the same label. @default subscription and project */
  salt?: string;
  /** Name of the resource group to use instead of creating one. @default none (one is created) */
  resourceGroupName?: pulumi.Input<string>;
  /** Tags on every resource that can have them. @default {} */
  tags?: Record<string, pulumi.Input<string>>;
  /** Network: its ranges, its way out, or the one to use. @default a network of its own, 10.20.0.0/22 */
  network?: NetworkSettingsArgs;
  /** Lake: redundancy and retention. @default see `LakeSettingsArgs` */
  lake?: LakeSettingsArgs;
  /** Queues: how much they carry. @default one messaging unit */
  messaging?: MessagingSettingsArgs;
  /** Logs: how long they are kept, or the workspace to use. @default a workspace of its own, 90 days */
  observability?: ObservabilitySettingsArgs;
  /** Databricks: what is made and what is taken. @default a workspace of its own; catalogs and schemas exist */
  databricks?: DatabricksSettingsArgs;
  /** Function app: its size. @default EP1 on Windows, 1 to 5 instances */
  hosting?: HostingSettingsArgs;
  /** URL of an open-source MLflow server to use instead of the workspace's. @default none (the workspace's) */
  mlflowUrl?: pulumi.Input<string>;
  /** Who is told of incidents and reviews; public services need `network.functionsReachInternet`. @default nobody (records only) */
  notify?: NotifySettingsArgs;
  /** Language model that improvement may ask. @default none (it plans by rules) */
  languageModel?: LanguageModelArgs;
  /** Azure Resource Manager, without a slash at its end. @default "https://management.azure.com" */
  managementUrl?: string;
  /** Seconds to wait until Azure has spread new roles, from 0 to 900; on the first deployment only. @default 300 */
  settleSeconds?: number;
  /** Whether Pulumi refuses to delete or replace what holds data. @default true */
  protect?: boolean;
}

/** The whole of Nightshift in one subscription: the private perimeter, Databricks, and the agents inside. */
export class AgentPlatform extends pulumi.ComponentResource {
  /** Name of the resource group. */
  readonly resourceGroupName: pulumi.Output<string>;
  /** Name of the function app. */
  readonly functionAppName: pulumi.Output<string>;
  /** Host name of the function app; it resolves to a private address. */
  readonly functionHostName: pulumi.Output<string>;
  /** Application id that the agents act as, in Azure and in Databricks. */
  readonly agentClientId: pulumi.Output<string>;
  /** Name of the lake's storage account, where data is put into `bronze`. */
  readonly lakeAccountName: pulumi.Output<string>;
  /** URL of the Databricks workspace. */
  readonly workspaceUrl: pulumi.Output<string>;
  /** Resource id of the log workspace. */
  readonly logWorkspaceId: pulumi.Output<string>;
  /** SHA-256 of the function package, 64 hex digits. */
  readonly packageSha256: pulumi.Output<string>;

  constructor(name: string, args: AgentPlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    const planned = planPlatform(args);
    if (planned.kind === "refused") refuse(`AgentPlatform "${name}"`, planned.mistakes);
    super("nightshift:index:AgentPlatform", name, {}, opts);
    const ground = createGround(name, args, planned.plan, this);
    const data = createData(name, args, planned.plan, ground, this);
    const workbench = createWorkbench(name, args, planned.plan, ground, data, this);
    const agents = createAgents(name, args, ground, data, workbench, this);
    this.resourceGroupName = ground.resourceGroupName;
    this.functionAppName = agents.hosting.appName;
    this.functionHostName = agents.hosting.hostName;
    this.agentClientId = ground.identity.clientId;
    this.lakeAccountName = data.lake.accountName;
    this.workspaceUrl = workbench.workspace.workspaceUrl;
    this.logWorkspaceId = ground.observability.logWorkspaceId;
    this.packageSha256 = agents.functionPackage.sha256;
    this.registerOutputs({
      resourceGroupName: this.resourceGroupName,
      functionAppName: this.functionAppName,
      functionHostName: this.functionHostName,
      agentClientId: this.agentClientId,
      lakeAccountName: this.lakeAccountName,
      workspaceUrl: this.workspaceUrl,
      logWorkspaceId: this.logWorkspaceId,
      packageSha256: this.packageSha256,
    });
  }
}
