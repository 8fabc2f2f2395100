import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { describePolicies } from "../../policies/describe-policies.ts";

describe("describePolicies", () => {
  it("is what docs/policies.md holds", () => {
    const page = readFileSync(new URL("../../docs/policies.md", import.meta.url), "utf8");
    assert.equal(page, describePolicies(), "run: node policies/describe-policies.ts");
  });
});
