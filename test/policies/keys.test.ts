import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { judgeBroken } from "./judge-broken.ts";

describe("storage-disallow-local-users", () => {
  it("stops a local user, whatever it may do", () => {
    const found = judgeBroken("storage-disallow-local-users", "storage:LocalUser", "x", 1);
    assert.match(found[0] ?? "", /it signs in with a password or a key/);
  });
});
