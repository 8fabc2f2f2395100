import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { medianOf, shareOf } from "../../bench/share-of.ts";

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

describe("shareOf", () => {
  it("gives a sample that was seen, at or above the share of all", () => {
    assert.equal(shareOf(hundred, 0.5), 50);
    assert.equal(shareOf(hundred, 0.99), 99);
    assert.equal(shareOf(hundred, 1), 100);
    assert.equal(shareOf([7], 0), 7);
  });

  it("leaves the samples in their order", () => {
    const samples = [3, 1, 2];
    assert.equal(medianOf(samples), 2);
    assert.deepEqual(samples, [3, 1, 2]);
  });

  it("refuses to invent a value where there are no samples", () => {
    assert.throws(() => shareOf([], 0.5), /no samples/);
  });
});
