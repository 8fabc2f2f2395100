import { groupId, principal } from "./azure-parts.ts";
import { armType, type CloudType, textAt } from "./cloud-type.ts";

const roleId = /\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f-]{36}$/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Groups, identities and roles, by type token. */
export const groundTypes: Readonly<Record<string, CloudType>> = {
  "azure-native:resources:ResourceGroup": armType(
    "Microsoft.Resources/resourceGroups",
    ["resourceGroupName"],
    {
      pattern: /^[\w().-]{0,89}[\w()-]$/,
      claims: (inputs) => [groupId(textAt(inputs, "resourceGroupName"))],
    },
  ),
  "azure-native:managedidentity:UserAssignedIdentity": armType(
    "Microsoft.ManagedIdentity/userAssignedIdentities",
    ["resourceName"],
    { pattern: /^[A-Za-z0-9][\w-]{2,127}$/, outputs: principal },
  ),
  "azure-native:authorization:RoleAssignment": armType(
    "Microsoft.Authorization/roleAssignments",
    ["roleAssignmentName"],
    {
      pattern: uuid,
      required: ["scope", "principalId", "roleDefinitionId"],
      immutable: ["scope", "principalId", "principalType", "roleDefinitionId"],
      values: { principalType: ["ServicePrincipal", "User", "Group"] },
      claims: (inputs) => [
        `role ${["scope", "principalId", "roleDefinitionId"].map((key) => textAt(inputs, key)).join(" ")}`,
      ],
      refusals: (inputs) => [
        ...(roleId.test(textAt(inputs, "roleDefinitionId")) ? [] : ["roleDefinitionId is no role"]),
        ...(textAt(inputs, "principalId") === "" ? ["principalId is empty"] : []),
      ],
    },
  ),
};
