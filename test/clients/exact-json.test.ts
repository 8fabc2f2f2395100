import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import * as z from "zod/mini";
import { exactInteger, idText, parseExactJson } from "../../functions/clients/exact-json.ts";

describe("parseExactJson", () => {
  it("keeps every digit of every int64 id", () => {
    const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(int64, (id) => {
        const read = z.parse(z.object({ id: idText }), parseExactJson(`{"id":${id}}`));
        assert.equal(read.id, String(id));
      }),
    );
  });

  it("reads all other JSON as JSON.parse does", () => {
    const isBigInteger = (value: unknown) =>
      typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
    const text = fc
      .jsonValue()
      .map((value) => JSON.stringify(value, (_key, part) => (isBigInteger(part) ? 0.5 : part)));
    fc.assert(
      fc.property(text, (json) => assert.deepEqual(parseExactJson(json), JSON.parse(json))),
    );
  });
});

describe("exactInteger", () => {
  it("writes an int64 id unquoted, with all its digits", () => {
    assert.equal(
      JSON.stringify({ id: exactInteger("9223372036854775807") }),
      '{"id":9223372036854775807}',
    );
  });

  for (const id of ["", "1.5", "1e3", "abc", '1,"x":2', "12345678901234567890123"]) {
    it(`refuses "${id}"`, () => {
      assert.throws(() => exactInteger(id), /must be an integer/);
    });
  }
});
