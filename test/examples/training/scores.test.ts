import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { scoreDetector } from "../../../examples/training/delay-program.ts";
import { scoreForecast } from "../../../examples/training/score-forecast.ts";

const near = (found: number | undefined, expected: number) =>
  assert.ok(Math.abs((found ?? Number.NaN) - expected) < 1e-12, `${found} against ${expected}`);

describe("scoreForecast", () => {
  it("measures errors of log10 dollars", () => {
    const scores = scoreForecast(Float64Array.of(6, 8), Float64Array.of(7, 8));
    near(scores.rmse, Math.sqrt(0.5));
    near(scores.mae, 0.5);
    near(scores.r2, 0.5);
    near(scores.mape, 1 / 12);
    near(scores.over_forecast, 0.5);
  });

  it("counts a forecast as over only beyond three times the truth", () => {
    const three = Math.log10(3);
    const scores = scoreForecast(Float64Array.of(0, 0), Float64Array.of(three, three + 1e-9));
    near(scores.over_forecast, 0.5);
  });
});

describe("scoreDetector", () => {
  it("weighs minutes beyond the threshold 99 times as much as minutes below", () => {
    const scores = scoreDetector(Float64Array.of(110, 90), Float64Array.of(100, 100));
    near(scores.quantile_loss, (0.99 * 10 + 0.01 * 10) / 2);
    near(scores.anomaly_rate, 0.5);
    near(scores.calibration_gap, 0.49);
  });

  it("is least for the true quantile", () => {
    const delays = Float64Array.from({ length: 1000 }, (_, minute) => minute);
    const lossOf = (threshold: number) =>
      scoreDetector(delays, new Float64Array(1000).fill(threshold)).quantile_loss ?? Number.NaN;
    assert.ok(lossOf(990) < lossOf(900) && lossOf(990) < lossOf(999));
  });
});
