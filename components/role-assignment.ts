import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import * as pulumi from "@pulumi/pulumi";
import { type Principal, type RoleScope, roleIds, roleTable } from "./plan/role-table.ts";
import { uuidOf } from "./plan/uuid-of.ts";

/** Somebody who gets roles. */
export interface Grantee {
  /** Object id in Entra ID. */
  principalId: pulumi.Input<string>;
  /** `ServicePrincipal` (managed identities are such), `Group` or `User`. @default ServicePrincipal */
  principalType?: pulumi.Input<string>;
}

/**
 * Creates the rows of the role table whose principal and scope are both given, and no others. Each is named by
 * scope, principal and role, so that it is found again and never doubled.
 */
export function createRoleAssignments(
  name: string,
  subscriptionId: pulumi.Input<string>,
  grantees: Partial<Record<Principal, Grantee>>,
  scopes: Partial<Record<RoleScope, pulumi.Input<string>>>,
  opts: pulumi.CustomResourceOptions,
): RoleAssignment[] {
  return roleTable.flatMap((row) => {
    const grantee = grantees[row.principal];
    const scope = scopes[row.scope];
    if (grantee === undefined || scope === undefined) return [];
    const roleId = roleIds[row.role];
    const { principalId, principalType = "ServicePrincipal" } = grantee;
    const key = pulumi.interpolate`${scope}|${principalId}|${roleId}`;
    return new RoleAssignment(
      `${name}-role-${row.principal}-${slug(row.role)}-${slug(row.scope)}`,
      {
        roleAssignmentName: key.apply(uuidOf),
        scope,
        principalId,
        principalType,
        roleDefinitionId: pulumi.interpolate`/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${roleId}`,
        description: `Nightshift: ${row.because}.`,
      },
      opts,
    );
  });
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, "-");
}
