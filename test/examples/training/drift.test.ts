import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { stabilityIndex } from "../../../examples/training/drift.ts";

const known = Array.from({ length: 1000 }, (_, at) => at);

describe("stabilityIndex", () => {
  it("is next to nothing for the same distribution, however many rows", () => {
    const half = known.filter((value) => value % 2 === 0);
    assert.ok(stabilityIndex(known, half) < 0.001);
  });

  it("is what the formula says where half of all bins are empty", () => {
    const upper = known.filter((value) => value >= 500);
    const expected = 5 * (0.2 - 0.1) * Math.log(2) + 5 * (1e-4 - 0.1) * Math.log(1e-4 / 0.1);
    assert.ok(Math.abs(stabilityIndex(known, upper) - expected) < 1e-9);
  });
});
