import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { readMetricValue } from "../../functions/clients/metric-value.ts";

describe("readMetricValue", () => {
  for (const [wire, value] of [
    [0.5, 0.5],
    ["0.5", 0.5],
    ["-1e-3", -0.001],
    ["NaN", Number.NaN],
    ["Infinity", Infinity],
    ["-Infinity", -Infinity],
    [Number.MAX_VALUE, Infinity],
    [-Number.MAX_VALUE, -Infinity],
    ["", Number.NaN],
    ["  ", Number.NaN],
    ["0x10", Number.NaN],
    ["1_000", Number.NaN],
    ["none", Number.NaN],
  ] as const) {
    it(`reads ${JSON.stringify(wire)} as ${value}`, () => {
      assert.ok(Object.is(readMetricValue(wire), value));
    });
  }
});
