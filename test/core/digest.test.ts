import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { canonicalJson, sha256Hex } from "../../functions/core/digest.ts";

describe("canonicalJson", () => {
  it("sorts keys, leaves spaces and undefined members out", () => {
    assert.equal(
      canonicalJson({ b: [1, { d: null, c: "ü" }], a: undefined }),
      '{"b":[1,{"c":"ü","d":null}]}',
    );
  });

  it("is JSON that reads back as the same data, whatever the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
        assert.equal(canonicalJson(JSON.parse(text)), text);
      }),
    );
  });

  it("refuses what JSON would lose, and names where it is", () => {
    for (const [value, where] of [
      [{ a: [Number.NaN] }, "$.a[0] is NaN"],
      [{ a: Number.POSITIVE_INFINITY }, "$.a is Infinity"],
      [[undefined], "$[0] is undefined"],
      [{ when: new Date(0) }, "$.when is "],
      [{ size: 1n }, "$.size is 1"],
    ] as const) {
      assert.throws(
        () => canonicalJson(value),
        (error: Error) => error.message.startsWith(`canonicalJson: ${where}`),
      );
    }
  });
});

describe("sha256Hex", () => {
  it("agrees with the published test vector of FIPS 180-2", () => {
    assert.equal(
      sha256Hex("abc"),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});
