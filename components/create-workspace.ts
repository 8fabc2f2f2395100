import type { AccessConnector } from "@pulumi/azure-native/databricks/accessConnector.js";
import { Workspace as AzureWorkspace } from "@pulumi/azure-native/databricks/workspace.js";
import type * as pulumi from "@pulumi/pulumi";
import type { DatabricksWorkspaceArgs } from "./databricks-workspace.ts";
import { createDiagnosticSetting } from "./diagnostic-setting.ts";
import type { Placement } from "./placement.ts";
import { createPrivateEndpoints } from "./private-endpoint.ts";

/** Creates the workspace, closed from its first moment, with its private endpoints. */
export function createWorkspace(
  name: string,
  connector: AccessConnector,
  args: DatabricksWorkspaceArgs,
  placement: Placement,
  parent: pulumi.Resource,
): AzureWorkspace {
  const { location, resourceGroupName, tags } = placement;
  const workspace = new AzureWorkspace(
    `${name}-workspace`,
    {
      workspaceName: placement.nameOf("databricks"),
      location,
      resourceGroupName,
      tags,
      managedResourceGroupId: managedGroupId(args, placement),
      sku: { name: "premium" },
      computeMode: "Hybrid",
      publicNetworkAccess: "Disabled",
      requiredNsgRules: "NoAzureDatabricksRules",
      // Only at creation: an account that is open once cannot be closed through the workspace.
      defaultStorageFirewall: "Enabled",
      accessConnector: { id: connector.id, identityType: "SystemAssigned" },
      parameters: {
        enableNoPublicIp: { value: true },
        customVirtualNetworkId: { value: args.virtualNetworkId },
        customPublicSubnetName: { value: args.hostSubnetName },
        customPrivateSubnetName: { value: args.containerSubnetName },
        storageAccountName: { value: storageNameOf(placement) },
        requireInfrastructureEncryption: { value: true },
      },
    },
    { parent, protect: args.protect ?? true },
  );
  createEndpoints(name, workspace, args, placement, parent);
  createDiagnosticSetting(`${name}-workspace`, "databricks", workspace.id, args.logWorkspaceId, {
    parent,
  });
  return workspace;
}

/** Endpoints of the workspace, then of the account that Databricks keeps for it: one change of a workspace at a time. */
function createEndpoints(
  name: string,
  workspace: AzureWorkspace,
  args: DatabricksWorkspaceArgs,
  placement: Placement,
  parent: pulumi.Resource,
): void {
  const { access } = args;
  const service = args.browserSignIn === false ? "databricksBackEnd" : "databricks";
  const first = createPrivateEndpoints(name, service, workspace.id, access, placement, parent);
  const storageId = `${managedGroupId(args, placement)}/providers/Microsoft.Storage/storageAccounts/${storageNameOf(placement)}`;
  createPrivateEndpoints(name, "databricksStorage", storageId, access, placement, parent, [
    workspace,
    ...first,
  ]);
}

function managedGroupId(args: DatabricksWorkspaceArgs, placement: Placement): string {
  return `/subscriptions/${args.subscriptionId}/resourceGroups/${placement.nameOf("managedResourceGroup")}`;
}

function storageNameOf(placement: Placement): string {
  return placement.nameOf("storageAccount", "dbw");
}
