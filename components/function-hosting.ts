import type { WebApp } from "@pulumi/azure-native/web/webApp.js";
import { WebAppApplicationSettings } from "@pulumi/azure-native/web/webAppApplicationSettings.js";
import * as pulumi from "@pulumi/pulumi";
import { createApp, createPlan } from "./create-app.ts";
import { createDiagnosticSetting } from "./diagnostic-setting.ts";
import { type PlacementArgs, placementOf } from "./placement.ts";
import { checkHostingArguments } from "./plan/hosting-arguments.ts";
import { planAppSettings } from "./plan/plan-app-settings.ts";
import { createPrivateEndpoints, type PrivateAccessArgs } from "./private-endpoint.ts";
import { createSignIn, type SignInArgs } from "./sign-in.ts";
import { TriggerSync } from "./trigger-sync.ts";

/** Operating system of the function app. */
export const FunctionOs = { Windows: "windows", Linux: "linux" } as const;
/** A value of `FunctionOs`. */
export type FunctionOs = (typeof FunctionOs)[keyof typeof FunctionOs];

/** How large the app is and how it behaves; `FunctionHosting` adds where it goes. */
export interface HostingSettingsArgs {
  /** Size of the plan: `EP1`, `EP2` or `EP3`. @default "EP1" */
  sku?: string;
  /**
   * Operating system. On Linux, fetching the package with an identity was reported to fail on these plans
   * (azure-functions-host#8513). @default FunctionOs.Windows
   */
  os?: FunctionOs;
  /** Instances that always run, from 1 to 20. @default 1 */
  minInstances?: number;
  /** Most instances, from 1 to 100 and what the region allows. @default 5 */
  maxInstances?: number;
  /** Whether instances spread over three zones; then `minInstances` is 3 at least. @default false */
  zoneRedundant?: boolean;
  /** Seconds between the first and the second look at a run, from 0.1 to 300. @default 15 */
  pollSeconds?: number;
  /** Names of Databricks compute that a budget alert may pause, beside what has the tag `nightshift-pausable`. @default [] */
  pausable?: string[];
  /** Regions with Elastic Premium plans that `plan/region-table.ts` does not know yet. @default [] */
  moreRegions?: string[];
}

/**
 * Who is told of incidents and reviews. What is secret here is named by the URI of its Key Vault secret, such as
 * `https://v.vault.azure.net/secrets/hook`: the app reads it with its identity, which needs the role Key Vault Secrets
 * User on it, and no state or setting holds it. The functions' subnet must reach the vault, by a private endpoint or with
 * `functionsReachInternet`: the app does not start with a secret that could not be read.
 */
export interface NotifySettingsArgs {
  /** https URL without a query that cards are posted to. @default none */
  webhookUrl?: pulumi.Input<string>;
  /** Key that signs what is posted there. @default none (sent unsigned) */
  webhookSecretUri?: pulumi.Input<string>;
  /** URL of a Teams workflow, a secret as a whole. @default none */
  teamsWorkflowSecretUri?: pulumi.Input<string>;
  /** Routing key of a PagerDuty service. @default none */
  pagerDutyKeySecretUri?: pulumi.Input<string>;
  /** Events address of PagerDuty. @default PagerDuty's own */
  pagerDutyUrl?: pulumi.Input<string>;
}

/**
 * The language model that improvement may ask, beside its rules. The app signs in as its identity, which needs a role to call
 * the endpoint (Cognitive Services OpenAI User on Azure OpenAI; Can Query on a Databricks endpoint).
 */
export interface LanguageModelArgs {
  /**
   * Root of an OpenAI-compatible API that the network reaches, such as `https://NAME.openai.azure.com/openai/v1` through its
   * private endpoint, or `https://WORKSPACE/serving-endpoints`. @default none (improvement plans by rules alone)
   */
  llmUrl?: pulumi.Input<string>;
  /** Name of the model or deployment; needed with `llmUrl`. @default none */
  llmModel?: pulumi.Input<string>;
  /** Scope of the token. @default by the host, where that is Azure OpenAI or Databricks */
  llmScope?: pulumi.Input<string>;
  /** Price of a million tokens in US dollars, from 0 to 1,000, for budgets. @default 0 (unknown) */
  llmDollarsPerMillionTokens?: number;
}

/** Arguments of `FunctionHosting`. */
export interface FunctionHostingArgs
  extends PlacementArgs,
    HostingSettingsArgs,
    NotifySettingsArgs,
    LanguageModelArgs {
  /** How the app is reached. */
  access: PrivateAccessArgs;
  /** Resource id of the subnet that the app sends from. */
  functionsSubnetId: pulumi.Input<string>;
  /** Resource id of the identity that the app acts as. */
  identityId: pulumi.Input<string>;
  /** Application id of that identity. */
  identityClientId: pulumi.Input<string>;
  /** Name of the storage account of the Functions host. */
  hostAccountName: pulumi.Input<string>;
  /** URL of the package that the app runs. */
  packageUrl: pulumi.Input<string>;
  /** Who may call the app. */
  signIn: SignInArgs;
  /** Host name of the Service Bus namespace. */
  serviceBusHost: pulumi.Input<string>;
  /** Host name of the Event Hubs namespace. */
  eventHubsHost: pulumi.Input<string>;
  /** Where telemetry goes: the connection string of Application Insights. */
  insightsConnection: pulumi.Input<string>;
  /** URL of the Databricks workspace. */
  workspaceUrl: pulumi.Input<string>;
  /** Blob endpoint of the lake. */
  lakeUrl: pulumi.Input<string>;
  /** URL of an open-source MLflow server to use instead of the workspace's. @default none (the workspace's) */
  mlflowUrl?: pulumi.Input<string>;
  /** Id of the SQL warehouse for input tables. @default none (no model reads a table) */
  warehouseId?: pulumi.Input<string>;
  /** Azure Resource Manager, without a slash at its end. @default "https://management.azure.com" */
  managementUrl?: string;
  /** Log workspace that diagnostics go to. @default none (no diagnostics) */
  logWorkspaceId?: pulumi.Input<string>;
}

/** The function app on an Elastic Premium plan: in the network, without keys or content share, with Entra ID in front. */
export class FunctionHosting extends pulumi.ComponentResource {
  /** Resource id of the function app. */
  readonly appId: pulumi.Output<string>;
  /** Name of the function app. */
  readonly appName: pulumi.Output<string>;
  /** Host name of the app; it resolves to a private address. */
  readonly hostName: pulumi.Output<string>;

  constructor(name: string, args: FunctionHostingArgs, opts?: pulumi.ComponentResourceOptions) {
    checkHostingArguments(name, args);
    super("nightshift:index:FunctionHosting", name, {}, opts);
    const placement = placementOf(args);
    const plan = createPlan(name, args, placement, this);
    const app = createApp(name, plan, args, placement, this);
    createSignIn(name, app.name, args.signIn, placement, this);
    const endpoints = createPrivateEndpoints(
      name,
      "functionApp",
      app.id,
      args.access,
      placement,
      this,
    );
    const settings = createSettings(name, app, args, { parent: this, dependsOn: endpoints });
    createSync(name, app, args, { parent: this, dependsOn: [settings] });
    createDiagnosticSetting(`${name}-plan`, "appServicePlan", plan.id, args.logWorkspaceId, {
      parent: this,
    });
    createDiagnosticSetting(`${name}-app`, "functionApp", app.id, args.logWorkspaceId, {
      parent: this,
    });
    this.appId = app.id;
    this.appName = app.name;
    this.hostName = app.defaultHostName;
    this.registerOutputs({ appId: this.appId, appName: this.appName, hostName: this.hostName });
  }
}

/** The one owner of the app's settings: Azure replaces the whole set, so a second owner would erase the first. */
function createSettings(
  name: string,
  app: WebApp,
  args: FunctionHostingArgs,
  opts: pulumi.CustomResourceOptions,
): WebAppApplicationSettings {
  const { os = FunctionOs.Windows, pollSeconds = 15, pausable = [], signIn } = args;
  const properties = planAppSettings<pulumi.Input<string>>({
    ...args,
    os,
    pollSeconds,
    pausable,
    approverRole: signIn.approverRole,
    webhookSecret: vaultReference(args.webhookSecretUri),
    teamsWorkflow: vaultReference(args.teamsWorkflowSecretUri),
    pagerDutyKey: vaultReference(args.pagerDutyKeySecretUri),
    insightsAuthorization: pulumi.interpolate`Authorization=AAD;ClientId=${args.identityClientId}`,
  });
  return new WebAppApplicationSettings(
    `${name}-settings`,
    { name: app.name, resourceGroupName: args.resourceGroupName, properties },
    opts,
  );
}

function vaultReference(
  secretUri: pulumi.Input<string> | undefined,
): pulumi.Output<string> | undefined {
  if (secretUri === undefined) return undefined;
  return pulumi.interpolate`@Microsoft.KeyVault(SecretUri=${secretUri})`;
}

function createSync(
  name: string,
  app: WebApp,
  args: FunctionHostingArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const { packageUrl, managementUrl = "https://management.azure.com" } = args;
  const sync = { appId: app.id, packageUrl, managementUrl, retrySeconds: 10 };
  new TriggerSync(`${name}-triggers`, sync, opts);
}
