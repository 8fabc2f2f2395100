import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { findOddKey } from "../../../functions/core/improvement/find-odd-key.ts";
import { readObject } from "../../../functions/core/improvement/question.ts";

describe("findOddKey", () => {
  const odd: [string, string][] = [
    ['{"a":1,"a":2}', "a"],
    ['{"a":1,"\\u0061":2}', "a"],
    ['{"a":{"b":1 , "b" :2}}', "b"],
    ['[{"a":[{"x":1}],"a":2}]', "a"],
    ['{"a":{"__proto__":1}}', "__proto__"],
    ['{"constructor":1}', "constructor"],
    ['{"a":"{","a":1}', "a"],
  ];
  for (const [json, key] of odd) {
    it(`finds ${key} in ${json}`, () => {
      assert.equal(findOddKey(json)?.key, key);
      if (json.startsWith("{")) assert.equal(readObject(json).kind, "refused");
    });
  }

  for (const json of [
    '{"a":{"b":1},"b":{"a":1}}',
    '[{"a":1},{"a":2}]',
    '{"a":"\\"a\\":1","b":["a","a"]}',
    '{"a":"__proto__"}',
  ]) {
    it(`finds nothing in ${json}`, () => assert.equal(findOddKey(json), null));
  }

  it("finds nothing in what JSON.stringify wrote, but for names that every object has", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const found = findOddKey(JSON.stringify(value));
        assert.ok(found === null || found.rule === "is a name that every object has");
      }),
    );
  });
});
