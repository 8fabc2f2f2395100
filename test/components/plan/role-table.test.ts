import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { roleIds, roleTable } from "../../../components/plan/role-table.ts";
import { uuidOf } from "../../../components/plan/uuid-of.ts";

describe("roleTable", () => {
  it("says each assignment once, and why", () => {
    const keys = roleTable.map(({ principal, role, scope }) => `${principal} ${role} ${scope}`);
    assert.equal(new Set(keys).size, keys.length);
    for (const row of roleTable) assert.ok(row.because.length > 10, row.scope);
  });

  it("gives data roles alone: nobody manages, and nobody assigns", () => {
    for (const role of Object.keys(roleIds)) {
      assert.match(role, /Data|Delegator|Metrics Publisher/);
    }
  });

  it("gives ownership of data to the host's own account alone", () => {
    const owners = roleTable.filter(({ role }) => role.includes("Owner"));
    assert.deepEqual(
      owners.map(({ scope }) => scope),
      ["hostAccount"],
    );
  });

  it("lets nobody but a trainer's reader and the agent's reader into bronze, and nobody write", () => {
    const bronze = roleTable.filter(({ scope }) => scope === "bronze");
    assert.deepEqual(
      bronze.map(({ principal, role }) => [principal, role]),
      [
        ["agent", "Storage Blob Data Reader"],
        ["connector", "Storage Blob Data Reader"],
      ],
    );
  });
});

describe("uuidOf", () => {
  it("gives a UUID of version 5, the same for the same text", () => {
    assert.match(
      uuidOf("a"),
      /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    assert.equal(uuidOf("a"), uuidOf("a"));
    assert.notEqual(uuidOf("a"), uuidOf("b"));
  });
});
