import { at, type Policy, quoted, type Resource, type Violation, violation } from "./policy.ts";

/** Built-in roles that can do everything, or give themselves everything: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
const broadRoles: Readonly<Record<string, string>> = {
  "8e3af657-a8ff-443c-a75c-2fe8c4bcb635": "Owner",
  "b24988ac-6180-42a0-ab88-20f7382dd24c": "Contributor",
  "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9": "User Access Administrator",
  "f58310d9-a9f6-439a-9e8d-f62e7b41a168": "Role Based Access Control Administrator",
  "17d1049b-9a84-46fb-8f53-869881c3d3ab": "Storage Account Contributor",
};

function judgeRole(resource: Resource): Violation[] {
  const id = String(at(resource.properties, "roleDefinitionId") ?? "");
  const name = broadRoles[id.slice(id.lastIndexOf("/") + 1).toLowerCase()];
  return name
    ? [violation(resource, `it grants ${name}`, "Grant the data role that the work needs instead.")]
    : [];
}

function judgeScope(resource: Resource): Violation[] {
  const scope = String(at(resource.properties, "scope") ?? "");
  return /\/resourceGroups\/[^/]+\/providers\/./i.test(scope)
    ? []
    : [
        violation(
          resource,
          `scope is ${quoted(scope)}`,
          "Name the one resource, or the container or queue in it, that the role is for.",
        ),
      ];
}

/** Identities are named, few, and may do little. */
export const identityPolicies: readonly Policy[] = [
  {
    kind: "resource",
    name: "identity-require-user-assigned",
    level: "mandatory",
    rule: "An app must act by a user-assigned identity, and by no other.",
    why: "A system-assigned identity dies with the resource: every role is lost on a replacement, at the worst moment.",
    example: 'identity.type: "SystemAssigned"',
    mend: 'Set identity.type to "UserAssigned" and list the identity.',
    types: ["web:WebApp"],
    judge: (resource) => {
      const value = at(resource.properties, "identity", "type");
      return value === "UserAssigned"
        ? []
        : [violation(resource, `identity.type is ${quoted(value)}`, 'Set it to "UserAssigned".')];
    },
  },
  {
    kind: "resource",
    name: "roles-disallow-administration",
    level: "mandatory",
    rule: "No assignment may grant Owner, Contributor or another administrating role.",
    why: "An agent that can change the perimeter is outside it.",
    example: "roleDefinitionId of Contributor",
    mend: "Grant a data role: Storage Blob Data Contributor, Azure Service Bus Data Receiver, ...",
    types: ["authorization:RoleAssignment"],
    judge: judgeRole,
  },
  {
    kind: "resource",
    name: "roles-disallow-broad-scope",
    level: "mandatory",
    rule: "A role must be assigned on one resource, not on a group, a subscription or above.",
    why: "A role on a resource group also holds for everything that somebody adds to it next year.",
    example: 'scope: "/subscriptions/..."',
    mend: "Set scope to the id of the resource that the identity needs.",
    types: ["authorization:RoleAssignment"],
    judge: judgeScope,
  },
];
