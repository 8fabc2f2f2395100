import { AppServicePlan } from "@pulumi/azure-native/web/appServicePlan.js";
import { WebApp } from "@pulumi/azure-native/web/webApp.js";
import { WebAppFtpAllowed } from "@pulumi/azure-native/web/webAppFtpAllowed.js";
import { WebAppScmAllowed } from "@pulumi/azure-native/web/webAppScmAllowed.js";
import type * as pulumi from "@pulumi/pulumi";
import type { FunctionHostingArgs } from "./function-hosting.ts";
import type { Placement } from "./placement.ts";
import { healthPath } from "./sign-in.ts";

/** Creates the Elastic Premium plan. */
export function createPlan(
  name: string,
  args: FunctionHostingArgs,
  placement: Placement,
  parent: pulumi.Resource,
): AppServicePlan {
  const { sku = "EP1", os = "windows", maxInstances = 5, zoneRedundant = false } = args;
  return new AppServicePlan(
    `${name}-plan`,
    {
      name: placement.nameOf("appServicePlan"),
      location: placement.location,
      resourceGroupName: placement.resourceGroupName,
      tags: placement.tags,
      kind: "elastic",
      reserved: os === "linux",
      sku: { name: sku, tier: "ElasticPremium", capacity: args.minInstances ?? 1 },
      maximumElasticWorkerCount: maxInstances,
      zoneRedundant,
    },
    { parent },
  );
}

/** Creates the app: all of its traffic goes through the network, and nothing comes in but through its private endpoint. */
export function createApp(
  name: string,
  plan: AppServicePlan,
  args: FunctionHostingArgs,
  placement: Placement,
  parent: pulumi.Resource,
): WebApp {
  const { os = "windows" } = args;
  const app = new WebApp(
    `${name}-app`,
    {
      name: placement.nameOf("functionApp"),
      location: placement.location,
      resourceGroupName: placement.resourceGroupName,
      tags: placement.tags,
      kind: os === "linux" ? "functionapp,linux" : "functionapp",
      reserved: os === "linux",
      serverFarmId: plan.id,
      identity: { type: "UserAssigned", userAssignedIdentities: [args.identityId] },
      keyVaultReferenceIdentity: args.identityId,
      httpsOnly: true,
      clientAffinityEnabled: false,
      // The one in siteConfig is ignored since API version 2024-11-01.
      publicNetworkAccess: "Disabled",
      // As a part of the app, so that both go in one call: an app deleted before its integration locks the subnet.
      virtualNetworkSubnetId: args.functionsSubnetId,
      outboundVnetRouting: { allTraffic: true },
      siteConfig: siteConfigOf(args),
    },
    { parent },
  );
  createClosedPublishing(name, app, args, parent);
  return app;
}

function siteConfigOf(args: FunctionHostingArgs) {
  const { os = "windows", minInstances = 1 } = args;
  return {
    ...(os === "linux" ? { linuxFxVersion: "NODE|24" } : {}),
    ftpsState: "Disabled",
    minTlsVersion: "1.2",
    scmMinTlsVersion: "1.2",
    http20Enabled: true,
    remoteDebuggingEnabled: false,
    use32BitWorkerProcess: false,
    healthCheckPath: healthPath,
    ipSecurityRestrictionsDefaultAction: "Deny",
    scmIpSecurityRestrictionsDefaultAction: "Deny",
    // Without it, triggers behind the network never scale past the warm instances.
    functionsRuntimeScaleMonitoringEnabled: true,
    minimumElasticInstanceCount: minInstances,
    preWarmedInstanceCount: 1,
  };
}

/** Publishing passwords are off on both doors that take them. */
function createClosedPublishing(
  name: string,
  app: WebApp,
  args: FunctionHostingArgs,
  parent: pulumi.Resource,
): void {
  const closed = { name: app.name, resourceGroupName: args.resourceGroupName, allow: false };
  new WebAppScmAllowed(`${name}-no-scm-password`, closed, { parent });
  new WebAppFtpAllowed(`${name}-no-ftp-password`, closed, { parent });
}
