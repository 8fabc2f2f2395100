import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { simulateFolds, simulateGate, simulateRetraining } from "./simulate-gate.ts";

/** Four standard errors of a share near the expected one, over the candidates that were played. */
const near = (actual: number, expected: number, candidates: number) => {
  const within = 4 * Math.sqrt((expected * (1 - expected)) / candidates) + 0.01;
  assert(Math.abs(actual - expected) <= within, `${actual} is not near ${expected} ± ${within}`);
};

const candidates = 3000;

describe("error rates of judgeCandidate", () => {
  it("promotes 4 % of equal models, where better on all promotes 20 %", () => {
    const rates = simulateGate({
      seed: 1,
      candidates,
      rows: 2000,
      gains: [0, 0, 0, 0],
      confidence: 0.95,
    });
    near(rates.strict, 0.2, candidates);
    near(rates.promote, 0.042, candidates);
    near(rates.unproven, 0.917, candidates);
    assert(rates.conflict < 0.005);
  });

  it("promotes 89 % of truly better models, where better on all promotes 25 %", () => {
    const rates = simulateGate({
      seed: 2,
      candidates,
      rows: 2000,
      gains: [0.02, 0, 0, 0],
      confidence: 0.95,
    });
    near(rates.strict, 0.25, candidates);
    near(rates.promote, 0.887, candidates);
    near(rates.conflict, 0.086, candidates);
  });

  it("asks a person about a gain that costs a guardrail, and rejects it once there are rows enough", () => {
    const gains = [0.02, -0.02, 0, 0] as const;
    const few = simulateGate({ seed: 3, candidates, rows: 2000, gains, confidence: 0.95 });
    near(few.promote, 0.026, candidates);
    near(few.conflict, 0.894, candidates);
    const many = simulateGate({ seed: 4, candidates, rows: 10_000, gains, confidence: 0.95 });
    assert.equal(many.promote, 0);
    near(many.harm, 0.999, candidates);
  });

  it("promotes 1 % of equal models where no person is asked", () => {
    const rates = simulateGate({
      seed: 5,
      candidates,
      rows: 2000,
      gains: [0, 0, 0, 0],
      confidence: 0.99,
    });
    near(rates.promote, 0.01, candidates);
  });

  it("lets fewer truly worse models through over thirty retrains at 99 % than at 95 %", () => {
    const setting = { seed: 6, series: 400, retrains: 30, rows: 4000, quality: 0.003 };
    const [at95, at99] = [0.95, 0.99].map((confidence) =>
      simulateRetraining({ ...setting, confidence }),
    );
    near(at95?.worse ?? 1, 0.152, 600);
    near(at99?.worse ?? 1, 0.06, 290);
  });

  it("keeps 5 % with five folds that share training rows", () => {
    near(simulateFolds(7, candidates, 5), 0.05, candidates);
  });
});
