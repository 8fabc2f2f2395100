import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  addressCount,
  contains,
  formatCidr,
  overlaps,
  parseCidr,
  quarter,
} from "../../../components/plan/cidr.ts";

describe("parseCidr", () => {
  const refused = ["", "10.0.0.0", "10.0.0.0/33", "256.0.0.0/8", "10.0.0.1/24", "a.b.c.d/8"];
  for (const text of refused) {
    it(`refuses "${text}"`, () => assert.equal(parseCidr(text), null));
  }

  it("reads back what formatCidr writes", () => {
    fc.assert(fc.property(cidrs, (range) => assert.deepEqual(parseCidr(formatCidr(range)), range)));
  });
});

describe("quarter", () => {
  it("divides a range into four that lie inside, touch nothing of each other, and fill it", () => {
    fc.assert(
      fc.property(cidrs, (range) => {
        const parts = [0, 1, 2, 3].map((index) => quarter(range, index));
        assert.equal(
          parts.reduce((sum, part) => sum + addressCount(part), 0),
          addressCount(range),
        );
        for (const [index, part] of parts.entries()) {
          assert.ok(contains(range, part));
          for (const other of parts.slice(index + 1)) assert.ok(!overlaps(part, other));
        }
      }),
    );
  });
});

const cidrs = fc
  .record({ bits: fc.integer({ min: 8, max: 28 }), seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }) })
  .map(({ bits, seed }) => ({ bits, base: seed - (seed % 2 ** (32 - bits)) }));
