import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  simulateFolds,
  simulateGate,
  simulateRetraining,
} from "../../../core/lifecycle/simulate-gate.ts";

const candidates = 100_000;

/** One point: the figures that are quoted hold to that. */
const near = (actual: number, expected: number) =>
  assert(Math.abs(actual - expected) <= 0.01, `${actual} is not near ${expected}`);

describe("error rates of judgeCandidate, over 100,000 candidates", () => {
  for (const [gains, rows, expected] of [
    [[0, 0, 0, 0], 2000, { strict: 0.2, promote: 0.045, unproven: 0.916 }],
    [[0.02, 0, 0, 0], 2000, { strict: 0.25, promote: 0.89, conflict: 0.084 }],
    [[0.02, -0.02, 0, 0], 2000, { strict: 0, promote: 0.029, conflict: 0.92 }],
    [[0.02, -0.02, 0, 0], 10_000, { strict: 0, promote: 0, harm: 0.997 }],
  ] as const) {
    it(`decides on true gains of ${gains.join(", ")} with ${rows} rows as documented`, () => {
      const rates = simulateGate({ seed: 11, candidates, rows, gains, confidence: 0.95 });
      for (const [name, share] of Object.entries(rates)) {
        const documented = Object.entries(expected).find(([known]) => known === name)?.[1];
        if (documented !== undefined) near(share, documented);
      }
    });
  }

  it("keeps false promotions over thirty retrains to the documented shares", () => {
    const setting = { seed: 12, series: 8000, retrains: 30, rows: 4000 };
    near(simulateRetraining({ ...setting, quality: 0.003, confidence: 0.95 }).worse, 0.152);
    near(simulateRetraining({ ...setting, quality: 0.003, confidence: 0.99 }).worse, 0.055);
    near(simulateRetraining({ ...setting, quality: 0, confidence: 0.95 }).anyPromotion, 0.785);
  });

  it("keeps 5 % with five and ten folds", () => {
    near(simulateFolds(13, candidates, 5), 0.05);
    near(simulateFolds(14, candidates, 10), 0.05);
  });
});
