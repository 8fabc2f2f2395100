import { administeringRoles } from "./administering-roles.ts";
import {
  at,
  isRecord,
  listOf,
  type Policy,
  quoted,
  type Resource,
  type Violation,
  violation,
  withSlots,
} from "./policy.ts";

function judgeRole(resource: Resource): Violation[] {
  const id = String(at(resource.properties, "roleDefinitionId") ?? "");
  const name = administeringRoles[id.slice(id.lastIndexOf("/") + 1).toLowerCase()];
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

/** Whether a custom role's action reaches further than it says, or makes its holder an administrator. */
function isBroad(action: unknown): boolean {
  const text = String(action);
  if (/\/read$/i.test(text)) return false;
  return /\*|^Microsoft\.Authorization\/|\/list\w*keys\/action$/i.test(text);
}

function judgeDefinition(resource: Resource): Violation[] {
  return listOf(at(resource.properties, "permissions"))
    .filter(isRecord)
    .flatMap(({ actions, dataActions }) => [...listOf(actions), ...listOf(dataActions)])
    .filter(isBroad)
    .map((action) =>
      violation(resource, `it allows ${quoted(action)}`, "Name each action that the work needs."),
    );
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
    types: withSlots("web:WebApp"),
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
    rule: "No assignment may grant Owner, Contributor or another role that administers: networks, apps, identities, vaults, keys.",
    why: "An agent that can change the perimeter is outside it.",
    example: "roleDefinitionId of Contributor",
    mend: "Grant a data role: Storage Blob Data Contributor, Azure Service Bus Data Receiver, ...",
    types: ["authorization:RoleAssignment"],
    judge: judgeRole,
  },
  {
    kind: "resource",
    name: "roles-disallow-wildcards",
    level: "mandatory",
    rule: "A role of your own must name its actions: no wildcard but for reading, no assigning of roles, no listing of keys.",
    why: "Contributor under another name is still Contributor, and no list of built-in roles knows it.",
    example: 'permissions: [{ actions: ["*"] }]',
    mend: "List the actions one by one, or take a built-in data role.",
    types: ["authorization:RoleDefinition"],
    judge: judgeDefinition,
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
