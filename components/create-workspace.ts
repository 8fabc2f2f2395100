import * as databricks from "@pulumi/azure-native/databricks/index.js";
import type * as pulumi from "@pulumi/pulumi";
import type { DatabricksWorkspaceArgs } from "./databricks-workspace.ts";
import { createDiagnosticSetting } from "./diagnostic-setting.ts";
import type { Placement } from "./placement.ts";
import { createPrivateEndpoints } from "./private-endpoint.ts";

/** Creates the workspace and its private endpoints, one after another: Azure refuses concurrent changes of one workspace. */
export function createWorkspace(
  name: string,
  connector: databricks.AccessConnector,
  args: DatabricksWorkspaceArgs,
  placement: Placement,
  parent: pulumi.Resource,
): databricks.Workspace {
  const { location, resourceGroupName, tags } = placement;
  const { protect = true, access, logWorkspaceId } = args;
  const storageName = placement.nameOf("storageAccount", "dbw");
  const managedGroup = placement.nameOf("managedResourceGroup");
  const managedResourceGroupId = `/subscriptions/${args.subscriptionId}/resourceGroups/${managedGroup}`;
  const workspace = new databricks.Workspace(
    `${name}-workspace`,
    {
      workspaceName: placement.nameOf("databricks"),
      location,
      resourceGroupName,
      tags,
      managedResourceGroupId,
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
        storageAccountName: { value: storageName },
        requireInfrastructureEncryption: { value: true },
      },
    },
    { parent, protect },
  );
  const service = args.browserSignIn === false ? "databricksBackEnd" : "databricks";
  const first = createPrivateEndpoints(name, service, workspace.id, access, placement, parent);
  const storageId = `${managedResourceGroupId}/providers/Microsoft.Storage/storageAccounts/${storageName}`;
  createPrivateEndpoints(name, "databricksStorage", storageId, access, placement, parent, [
    workspace,
    ...first,
  ]);
  createDiagnosticSetting(`${name}-workspace`, "databricks", workspace.id, logWorkspaceId, {
    parent,
  });
  return workspace;
}
