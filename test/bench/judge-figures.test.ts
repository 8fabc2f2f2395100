import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { judgeFigures } from "../../bench/judge-figures.ts";

const time = (value: number) => ({ name: "time", value, unit: "ms" });
const limit = { figure: "time", atMost: 100 };

describe("judgeFigures", () => {
  for (const [value, verdict] of [
    [99.9, "kept"],
    [100, "kept"],
    [100.1, "broken"],
    [Number.POSITIVE_INFINITY, "broken"],
    [Number.NaN, "broken"],
  ] as const)
    it(`calls ${value} at most 100 ${verdict}`, () => {
      assert.equal(judgeFigures([time(value)], [limit])[0]?.verdict, verdict);
    });

  it("leaves a figure without a limit free", () => {
    assert.deepEqual(judgeFigures([time(1)], []), [{ ...time(1), verdict: "free" }]);
  });

  it("refuses a limit that names no figure, since it would hold nothing", () => {
    assert.throws(
      () => judgeFigures([time(1)], [{ figure: "tiem", atMost: 100 }]),
      /^Error: Limit of "tiem": no such figure was measured\. Measured: time\.$/,
    );
  });
});
