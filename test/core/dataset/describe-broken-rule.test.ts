import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { describeBrokenRule } from "../../../functions/core/dataset/describe-broken-rule.ts";

describe("describeBrokenRule", () => {
  it("says where, what was found, and what the rule allows", () => {
    const broken = {
      rule: "minRows" as const,
      where: "arrival",
      value: "400 rows in 1 file",
      limit: "at least 500",
      mend: "Check the feed.",
    };
    assert.equal(describeBrokenRule(broken), "arrival: 400 rows in 1 file (minRows: at least 500)");
  });
});
