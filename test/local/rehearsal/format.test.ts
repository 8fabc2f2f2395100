import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { formatBytes, formatNumber, table } from "../../../local/rehearsal/format.ts";

describe("formatBytes", () => {
  const known: [bytes: number, text: string][] = [
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.0 KB"],
    [41_200, "41 KB"],
    [1_234_567_890, "1.2 GB"],
  ];
  for (const [bytes, text] of known)
    it(`writes ${text}`, () => assert.equal(formatBytes(bytes), text));
});

describe("formatNumber", () => {
  const known: [value: number | null, text: string][] = [
    [null, "—"],
    [0, "0"],
    [0.123456, "0.1235"],
    [-0.02548, "-0.02548"],
    [12345.67, "12345.7"],
    [1234567, "1.23e+6"],
    [0.00001, "1.00e-5"],
    [Number.NaN, "NaN"],
  ];
  for (const [value, text] of known)
    it(`writes ${text}`, () => assert.equal(formatNumber(value), text));
});

describe("table", () => {
  it("pads columns to their widest cell, and sets the named ones right", () => {
    assert.deepEqual(
      table(
        [
          ["a", "n"],
          ["long", "10"],
          ["b", "2"],
        ],
        [1],
      ),
      ["a      n", "long  10", "b      2"],
    );
    assert.deepEqual(table([]), []);
  });
});
