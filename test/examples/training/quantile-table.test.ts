import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  fitQuantileTable,
  quantileFor,
  quantileOf,
} from "../../../examples/training/quantile-table.ts";

describe("quantileOf", () => {
  it("answers a value that is there", () => {
    assert.deepEqual(
      [quantileOf([3, 1, 2], 0), quantileOf([3, 1, 2], 0.5), quantileOf([3, 1, 2], 1)],
      [1, 2, 3],
    );
  });

  it("refuses no values", () => {
    assert.throws(() => quantileOf([], 0.5), /at least one is needed/);
  });
});

describe("fitQuantileTable", () => {
  const rows = [
    ...Array.from({ length: 99 }, () => ({ group: "busy", value: 10 })),
    { group: "rare", value: 500 },
  ];

  it("draws a rare group towards all rows, and leaves it alone without shrinking", () => {
    assert.equal(quantileFor(fitQuantileTable(rows, 0.5, 99), "rare"), (500 + 99 * 10) / 100);
    assert.equal(quantileFor(fitQuantileTable(rows, 0.5, 0), "rare"), 500);
  });

  it("answers the pooled quantile for a group it never saw", () => {
    assert.equal(quantileFor(fitQuantileTable(rows, 0.5, 5), "new"), 10);
  });
});
