import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { judgeBroken } from "./judge-broken.ts";

describe("roles-disallow-administration", () => {
  for (const [id, name] of [
    ["00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator"],
    ["9980e02c-c2be-4d73-94e8-173b1dc7cf3c", "Virtual Machine Contributor"],
    ["4d97b98b-1d4f-4787-a291-c67834d212e7", "Network Contributor"],
    ["de139f84-1756-47ae-9be6-808fbbe84772", "Website Contributor"],
    ["e40ec5ca-96e0-45a2-b4ff-59039f2c2b59", "Managed Identity Contributor"],
    ["81a9662b-bebf-436f-a333-f67b29880f12", "Storage Account Key Operator Service Role"],
    ["090c5cfd-751d-490a-894a-3ce6f1109419", "Azure Service Bus Data Owner"],
  ] as const) {
    it(`stops ${name}`, () => {
      const assigned = `/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/${id}`;
      const found = judgeBroken(
        "roles-disallow-administration",
        "authorization:RoleAssignment",
        "roleDefinitionId",
        assigned,
      );
      assert.match(found[0] ?? "", new RegExp(`it grants ${name}\\.`));
    });
  }
});

describe("roles-disallow-wildcards", () => {
  for (const [field, action, broad] of [
    ["actions", "*", true],
    ["actions", "Microsoft.Storage/*", true],
    ["actions", "*/write", true],
    ["actions", "Microsoft.Authorization/roleAssignments/write", true],
    ["actions", "Microsoft.Storage/storageAccounts/listKeys/action", true],
    ["dataActions", "*", true],
    ["actions", "*/read", false],
    ["actions", "Microsoft.Authorization/roleAssignments/read", false],
    ["dataActions", "Microsoft.ServiceBus/namespaces/messages/send/action", false],
  ] as const) {
    it(`${broad ? "stops" : "lets pass"} ${field} ${action}`, () => {
      const found = judgeBroken(
        "roles-disallow-wildcards",
        "authorization:RoleDefinition",
        "permissions",
        [{ [field]: [action] }],
      );
      assert.equal(found.length, broad ? 1 : 0);
    });
  }
});
