import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { fitRidge, predictLinear } from "../../../examples/training/ridge.ts";

describe("fitRidge", () => {
  const features = [
    [1, 0],
    [2, 5],
    [3, 1],
    [4, 7],
    [5, 2],
  ];
  const even = features.map(() => 1);

  it("finds the line that made the numbers where the penalty is next to nothing", () => {
    fc.assert(
      fc.property(small, small, small, (a, b, c) => {
        const target = features.map(([x = 0, y = 0]) => a + b * x + c * y);
        const model = fitRidge(features, target, even, 1e-9);
        for (const [row, values] of features.entries()) {
          assert.ok(Math.abs(predictLinear(model, values) - (target[row] ?? 0)) < 1e-4);
        }
      }),
    );
  });

  it("answers the mean where the penalty is beyond measure", () => {
    const model = fitRidge(features, [1, 2, 3, 4, 10], even, 1e12);
    assert.ok(Math.abs(predictLinear(model, [9, 9]) - 4) < 1e-6);
  });

  it("counts a row of weight 2 as two rows", () => {
    const twice = fitRidge([...features, [5, 2]], [1, 5, 2, 8, 3, 3], [...even, 1], 1);
    const weighted = fitRidge(features, [1, 5, 2, 8, 3], [1, 1, 1, 1, 2], 1);
    for (const [at, weight] of twice.weights.entries()) {
      assert.ok(Math.abs(weight - (weighted.weights[at] ?? 0)) < 1e-9);
    }
  });

  it("gives a feature that never varies no weight", () => {
    const constant = features.map(([x = 0]) => [x, 7]);
    assert.equal(fitRidge(constant, [1, 2, 3, 4, 5], even, 1).weights[1], 0);
  });
});

const small = fc.integer({ min: -20, max: 20 });
