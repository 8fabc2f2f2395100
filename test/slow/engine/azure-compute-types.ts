import { blobHost, doors, withIdentity } from "./azure-parts.ts";
import { appRefusals, workspaceRefusals } from "./azure-refusals.ts";
import { armType, type CloudType, objectIdOf, textAt } from "./cloud-type.ts";
import type { WireRecord } from "./wire-values.ts";

const appHost = (inputs: WireRecord): string => `${textAt(inputs, "name")}.azurewebsites.net`;
const managedAccount = ["parameters", "storageAccountName", "value"] as const;

/** Databricks workspaces and function apps, by type token. */
export const computeTypes: Readonly<Record<string, CloudType>> = {
  "azure-native:databricks:AccessConnector": armType(
    "Microsoft.Databricks/accessConnectors",
    ["connectorName"],
    { pattern: /^[\w-]{3,64}$/, outputs: withIdentity },
  ),
  "azure-native:databricks:Workspace": armType(
    "Microsoft.Databricks/workspaces",
    ["workspaceName"],
    {
      pattern: /^[\w-]{3,64}$/,
      required: ["computeMode", "managedResourceGroupId"],
      immutable: ["managedResourceGroupId", "parameters", "computeMode"],
      values: {
        ...doors,
        computeMode: ["Hybrid", "Serverless"],
        requiredNsgRules: ["AllRules", "NoAzureDatabricksRules"],
      },
      names: {
        managedResourceGroupId: /\/resourceGroups\/[\w().-]{0,89}[\w()-]$/,
        "parameters.storageAccountName.value": /^[a-z0-9]{3,24}$/,
      },
      refusals: workspaceRefusals,
      claims: (inputs) => [
        textAt(inputs, "managedResourceGroupId"),
        blobHost(textAt(inputs, ...managedAccount)),
      ],
      brings: (inputs) => [
        `${textAt(inputs, "managedResourceGroupId")}/providers/Microsoft.Storage/storageAccounts/${textAt(inputs, ...managedAccount)}`,
      ],
      outputs: (_, id) => ({
        workspaceUrl: `adb-${objectIdOf(id).slice(-12)}.1.azuredatabricks.net`,
        workspaceId: objectIdOf(id).slice(-12),
      }),
    },
  ),
  "azure-native:web:AppServicePlan": armType("Microsoft.Web/serverfarms", ["name"], {
    pattern: /^[\w-]{1,60}$/,
    values: { "sku.name": ["EP1", "EP2", "EP3"] },
  }),
  "azure-native:web:WebApp": armType("Microsoft.Web/sites", ["name"], {
    pattern: /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,58}[A-Za-z0-9])$/,
    required: ["serverFarmId"],
    values: doors,
    refusals: appRefusals,
    claims: (inputs) => [appHost(inputs)],
    outputs: (inputs) => ({ defaultHostName: appHost(inputs) }),
  }),
  "azure-native:web:WebAppApplicationSettings": armType("Microsoft.Web/sites/config", ["name"]),
  "azure-native:web:WebAppFtpAllowed": armType(
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies/ftp",
    ["name"],
  ),
  "azure-native:web:WebAppScmAllowed": armType(
    "Microsoft.Web/sites/basicPublishingCredentialsPolicies/scm",
    ["name"],
  ),
  "azure-native:web:WebAppAuthSettingsV2": armType("Microsoft.Web/sites/authsettingsV2", ["name"]),
};
