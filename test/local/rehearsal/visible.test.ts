import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { visible } from "../../../local/rehearsal/visible.ts";

describe("visible", () => {
  it("shows control and direction characters as escapes", () => {
    assert.equal(
      visible("a\u001b[2J\u009b\u202e\u{e0041}é😀"),
      "a\\u001b[2J\\u009b\\u202e\\udb40\\udc41é😀",
    );
  });

  it("lets nothing that a terminal obeys through, and keeps what JSON means", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const json = visible(JSON.stringify(text));
        assert.doesNotMatch(json, /[\p{C}\u2028\u2029]/u);
        assert.equal(JSON.parse(json), text);
      }),
    );
  });
});
