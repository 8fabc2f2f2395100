import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  countBins,
  isLastingDrift,
  measureDrift,
  referenceOf,
} from "../../../functions/core/response/measure-drift.ts";
import { normalsFrom } from "../lifecycle/simulate-gate.ts";

const rule = { psiLimit: 0.2, minWindowRows: 500, features: 1 };
const normal = normalsFrom(3);
const sample = (rows: number, shift = 0) => Array.from({ length: rows }, () => normal() + shift);
const reference = referenceOf("age", sample(10_000));
const window = (rows: number, shift = 0) => countBins(reference.edges, sample(rows, shift));

describe("referenceOf", () => {
  it("makes ten bins of equal size, with open ends", () => {
    assert.equal(reference.edges.length, 9);
    assert.deepEqual(reference.counts, Array(10).fill(1000));
    assert.deepEqual(countBins(reference.edges, [-1e9, 1e9]), [1, ...Array(8).fill(0), 1]);
  });

  it("makes fewer bins where values repeat, and none empty", () => {
    const { edges, counts } = referenceOf("flag", [0, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
    assert.deepEqual(edges, [0]);
    assert.deepEqual(counts, [7, 3]);
  });

  it("leaves out what is not finite, and refuses to bin nothing", () => {
    assert.deepEqual(referenceOf("x", [1, Number.NaN, 2]).counts, [1, 1]);
    assert.throws(() => referenceOf("x", [Number.NaN]), /x has no finite value/);
  });

  it("puts every finite value in exactly one bin", () => {
    const values = fc.array(fc.double({ noDefaultInfinity: true, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, values, (train, live) => {
        const { edges, counts } = referenceOf("x", train);
        assert.equal(
          counts.reduce((sum, count) => sum + count, 0),
          train.length,
        );
        assert(counts.every((count) => count > 0));
        const counted = countBins(edges, live);
        assert.equal(
          counted.reduce((sum, count) => sum + count, 0),
          live.length,
        );
      }),
    );
  });
});

describe("measureDrift", () => {
  it("finds no drift in the same distribution, and drift in a shifted one", () => {
    assert.equal(measureDrift(reference, window(2000), rule).kind, "steady");
    assert.equal(measureDrift(reference, window(2000, 0.35), rule).kind, "warning");
    assert.equal(measureDrift(reference, window(2000, 1), rule).kind, "drift");
  });

  it("gives the index that the formula gives", () => {
    const half = { feature: "x", edges: [0], counts: [500, 500] };
    const drift = measureDrift(half, [600, 400], rule);
    assert(drift.kind !== "insufficient");
    assert.equal(drift.psi.toFixed(6), (0.1 * Math.log(1.2) - 0.1 * Math.log(0.8)).toFixed(6));
    assert.equal(drift.bound, 0.2);
  });

  it("asks more of small windows and of many features than the limit does", () => {
    const few = { ...reference, counts: reference.counts.map(() => 20) };
    const drift = measureDrift(few, window(200), { ...rule, minWindowRows: 200, features: 50 });
    assert(drift.kind !== "insufficient");
    assert.equal(drift.bound.toFixed(3), "0.320");
  });

  for (const [rows, minWindowRows, kind] of [
    [199, 100, "insufficient"],
    [200, 100, "steady"],
    [499, 500, "insufficient"],
    [500, 500, "steady"],
  ] as const) {
    it(`finds ${rows} rows of at least ${minWindowRows} to be ${kind}`, () => {
      const exact = reference.counts.map(
        (_, bin) => Math.floor(rows / 10) + (bin < rows % 10 ? 1 : 0),
      );
      assert.equal(measureDrift(reference, exact, { ...rule, minWindowRows }).kind, kind);
    });
  }

  it("says nothing about windows with other bins, unknown counts or a constant feature", () => {
    const constant = referenceOf("x", Array(1000).fill(7));
    assert.equal(measureDrift(reference, [1000, 1000], rule).kind, "insufficient");
    assert.equal(
      measureDrift(reference, [...Array(9).fill(100), Number.NaN], rule).kind,
      "insufficient",
    );
    assert.equal(measureDrift(constant, [1000], rule).kind, "insufficient");
  });

  it("sounds a false alarm in at most 1 % of windows, where noise alone decides", () => {
    const windows = 2000;
    const noisy = { ...rule, psiLimit: 0.0001, minWindowRows: 500 };
    let alarms = 0;
    for (let index = 0; index < windows; index += 1) {
      if (measureDrift(reference, window(500), noisy).kind === "drift") alarms += 1;
    }
    assert(alarms / windows < 0.02, `${alarms} alarms in ${windows} windows`);
  });
});

describe("isLastingDrift", () => {
  const drift = measureDrift(reference, window(2000, 1), rule);
  const steady = measureDrift(reference, window(2000), rule);

  it("needs two windows in a row", () => {
    assert.equal(isLastingDrift(drift, drift), true);
    assert.equal(isLastingDrift(steady, drift), false);
    assert.equal(isLastingDrift(drift, steady), false);
    assert.equal(isLastingDrift(null, drift), false);
  });
});
