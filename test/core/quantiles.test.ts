import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  chiSquareQuantile,
  normalQuantile,
  studentQuantile,
} from "../../functions/core/quantiles.ts";

/** Published tables: NIST/SEMATECH e-Handbook of Statistical Methods, sections 1.3.6.7.1, .2 and .4. */
const close = (actual: number, expected: number, within: number) =>
  assert(Math.abs(actual - expected) <= within, `${actual} is not ${expected}`);

describe("normalQuantile", () => {
  it("agrees with published values", () => {
    close(normalQuantile(0.95), 1.6448536269514722, 1e-12);
    close(normalQuantile(0.99), 2.3263478740408408, 1e-12);
    close(normalQuantile(0.5), 0, 1e-15);
    close(normalQuantile(1e-12), -7.034483825, 1e-8);
  });

  it("mirrors at one half and grows", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.499, noNaN: true }), (share) => {
        close(normalQuantile(share), -normalQuantile(1 - share), 1e-9);
        assert(normalQuantile(share) < normalQuantile(share + 0.0005));
      }),
    );
  });

  it("refuses what is no share", () => {
    for (const share of [0, 1, -1, Number.NaN])
      assert.throws(() => normalQuantile(share), RangeError);
  });
});

describe("studentQuantile", () => {
  it("agrees with published values", () => {
    for (const [freedom, at95, at99] of [
      [1, 6.314, 31.821],
      [2, 2.92, 6.965],
      [4, 2.132, 3.747],
      [9, 1.833, 2.821],
      [30, 1.697, 2.457],
    ] as const) {
      close(studentQuantile(0.95, freedom), at95, 6e-4);
      close(studentQuantile(0.99, freedom), at99, 6e-4);
      close(studentQuantile(0.05, freedom), -at95, 6e-4);
    }
  });

  it("refuses degrees of freedom that are not whole", () => {
    assert.throws(() => studentQuantile(0.95, 1.5), /freedom is 1.5; it must be a whole number/);
  });
});

describe("chiSquareQuantile", () => {
  it("agrees with published values", () => {
    for (const [freedom, at95, at99] of [
      [1, 3.841, 6.635],
      [2, 5.991, 9.21],
      [9, 16.919, 21.666],
      [10, 18.307, 23.209],
      [100, 124.342, 135.807],
    ] as const) {
      close(chiSquareQuantile(0.95, freedom), at95, 6e-4);
      close(chiSquareQuantile(0.99, freedom), at99, 6e-4);
    }
  });
});
