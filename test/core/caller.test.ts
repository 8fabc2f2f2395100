import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { mayAct, parseCaller } from "../../functions/core/caller.ts";

function header(claims: { typ: string; val: string }[], rest = {}): string {
  return Buffer.from(JSON.stringify({ claims, ...rest })).toString("base64");
}

const approver = { typ: "roles", val: "Nightshift.Approver" };

describe("mayAct", () => {
  for (const [who, principal, allowed] of [
    ["a person with the role", header([approver]), true],
    [
      "a person with the role under the type that the token names",
      header([{ typ: "r", val: approver.val }], { role_typ: "r" }),
      true,
    ],
    ["a person with another role", header([{ typ: "roles", val: "Reader" }]), false],
    ["a person whose name is the role", header([{ typ: "name", val: approver.val }]), false],
    ["a header that is no JSON", "not base64 of JSON", false],
    ["a header without claims", Buffer.from("{}").toString("base64"), false],
    ["nobody", null, false],
  ] as const) {
    it(`${allowed ? "lets" : "does not let"} ${who} act where the role is asked for`, () => {
      assert.equal(mayAct(parseCaller(principal, "dana"), approver.val), allowed);
    });
  }

  it("lets anybody act on a laptop, where no role is asked for", () => {
    assert.ok(mayAct(parseCaller(null, null), null));
  });
});
