import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  type ModelDefinitionInput,
  modelDefinition,
} from "../../../functions/core/catalogue/model-definition.ts";
import type {
  Evidence,
  MetricEvidence,
  Noise,
} from "../../../functions/core/lifecycle/evidence.ts";
import { judgeCandidate } from "../../../functions/core/lifecycle/judge-candidate.ts";

type Metrics = ModelDefinitionInput["metrics"];

const define = (metrics: Metrics, gate: ModelDefinitionInput["gate"] = {}) =>
  modelDefinition.parse({
    registeredModel: "main.models.churn",
    input: { path: "churn" },
    training: { program: "train.py" },
    metrics,
    gate,
  });

const evidence = (metrics: MetricEvidence[], change: object = {}): Evidence => ({
  kind: "evidence",
  instance: "lifecycle:churn:0123456789ab",
  runId: "run",
  candidateVersion: "2",
  championVersion: "1",
  sampleSize: 10_000,
  rareRows: null,
  dataDigest: "d",
  holdoutDigest: "h",
  recipe: "same",
  metrics,
  ...change,
});

const metric = (
  name: string,
  candidate: number,
  champion: number | null,
  noise: Noise,
  slices: MetricEvidence["slices"] = [],
) => ({
  metric: name,
  candidate,
  champion,
  noise,
  slices,
});

/** Paired error of 0.01: bands of 0.016449 at 95 % and 0.023263 at 99 %. */
const rows: Noise = { kind: "rows", gainSe: 0.01 };
const rmse: Metrics = { rmse: { better: "lower", role: "target" } };
const withMape: Metrics = { ...rmse, mape: { better: "lower", allowedLoss: 0.02 } };

const told = (verdict: { kind: string; cause: string }) => `${verdict.kind}:${verdict.cause}`;

describe("judgeCandidate", () => {
  for (const [gain, expected] of [
    [-0.0165, "reject:harm"],
    [-0.0164, "reject:unproven"],
    [0.0164, "reject:unproven"],
    [0.0165, "review:attended"],
    [0.0232, "review:attended"],
    [0.0233, "promote:better"],
  ] as const) {
    it(`with paired rows finds a gain of ${gain} to be ${expected}`, () => {
      const verdict = judgeCandidate(evidence([metric("rmse", 1 - gain, 1, rows)]), define(rmse));
      assert.equal(told(verdict), expected);
      assert.equal(verdict.comparison[0]?.rule, "Q");
    });
  }

  for (const [loss, expected] of [
    [0.0365, "reject:harm"],
    [0.0364, "review:conflict"],
    [0.0036, "review:conflict"],
    [0.0035, "review:attended"],
    [-0.0032, "review:attended"],
    [-0.0033, "promote:better"],
  ] as const) {
    it(`beside a proven target finds a guardrail's loss of ${loss} to be ${expected}`, () => {
      const metrics = [metric("rmse", 0.9, 1, rows), metric("mape", 1 + loss, 1, rows)];
      assert.equal(told(judgeCandidate(evidence(metrics), define(withMape))), expected);
    });
  }

  /** Unpaired band of one error at p = 0.9 and n = 10,000: 0.00424; at 99 %: 0.006. */
  for (const [gain, recipe, expected] of [
    [-0.0044, "same", "reject:harm"],
    [0.004, "same", "reject:unproven"],
    [0.0043, "same", "review:attended"],
    [0.0062, "same", "promote:better"],
    [0.0062, "changed", "reject:unproven"],
    [0.0069, "changed", "review:attended"],
    [0.0099, "changed", "promote:better"],
  ] as const) {
    it(`from a sample size alone finds a gain of ${gain} with the recipe ${recipe} to be ${expected}`, () => {
      const definition = define({ hits: { better: "higher", role: "target", kind: "proportion" } });
      const found = metric("hits", 0.9 + gain, 0.9, { kind: "proportion" });
      const verdict = judgeCandidate(evidence([found], { recipe }), definition);
      assert.equal(told(verdict), expected);
      assert.equal(verdict.grade, "fair");
    });
  }

  for (const [noise, rule, band] of [
    [rows, "Q", 0.016449],
    [{ kind: "folds", gains: [0.01, 0.02, 0.03, 0.02, 0.02] }, "Q", 0.010112],
    [{ kind: "disagreement", share: 0.06 }, "P", 0.004026],
    [{ kind: "auc", positives: 1000, negatives: 9000 }, "P", 0.009128],
    [{ kind: "pastScores", scores: [0.9, 0.91, 0.9, 0.89, 0.9, 0.92, 0.88, 0.9] }, "P", 0.010484],
    [{ kind: "points" }, "P", 0.009],
  ] as const) {
    it(`derives its band from ${noise.kind} by rule ${rule}`, () => {
      const definition = define({ auc: { better: "higher", role: "target" } });
      const found = metric("auc", 0.91, 0.9, noise as Noise);
      const [comparison] = judgeCandidate(evidence([found]), definition).comparison;
      assert.equal(comparison?.rule, rule);
      assert.equal(comparison?.noise, noise.kind);
      assert.equal(comparison?.band?.toFixed(6), band.toFixed(6));
    });
  }

  it("promotes nothing on points alone unless the owner accepts them", () => {
    const points = evidence([metric("rmse", 0.9, 1, { kind: "points" })]);
    assert.equal(told(judgeCandidate(points, define(rmse))), "review:weakEvidence");
    const lenient = define(rmse, { acceptWeakEvidence: true });
    const verdict = judgeCandidate(points, lenient);
    assert.equal(told(verdict), "promote:better");
    assert.equal(verdict.falsePromotionRate, null);
  });

  it("holds a gain below the least useful one for unproven, or equivalent where that is shown", () => {
    const definition = define({ rmse: { better: "lower", role: "target", leastGain: 0.03 } });
    const noise: Noise = { kind: "rows", gainSe: 0.005 };
    const judge = (candidate: number) =>
      told(judgeCandidate(evidence([metric("rmse", candidate, 1, noise)]), definition));
    assert.equal(judge(0.98), "reject:equivalent");
    assert.equal(judge(0.975), "reject:unproven");
    assert.equal(judge(0.97), "promote:better");
  });

  it("rejects a value outside its bounds, however large the gain", () => {
    const definition = define({ rmse: { better: "lower", role: "target", max: 0.8 } });
    const verdict = judgeCandidate(evidence([metric("rmse", 0.81, 2, rows)]), definition);
    assert.equal(told(verdict), "reject:outOfBounds");
  });

  it("suspects gains far beyond those of past challengers, errors of zero and perfect scores", () => {
    const judge = (found: MetricEvidence, metrics: Metrics, gains: number[] = []) =>
      told(judgeCandidate(evidence([found]), define(metrics), { rmse: gains }));
    const past = [0.01, -0.02, 0.02, 0.03, -0.01];
    assert.equal(judge(metric("rmse", 0.89, 1, rows), rmse, past), "review:suspicious");
    assert.equal(judge(metric("rmse", 0.91, 1, rows), rmse, past), "promote:better");
    assert.equal(judge(metric("rmse", 0.89, 1, rows), rmse, past.slice(1)), "promote:better");
    assert.equal(
      judge(metric("rmse", 0.9, 1, { kind: "rows", gainSe: 0 }), rmse),
      "review:suspicious",
    );
    assert.equal(judge(metric("rmse", 0, 1, rows), rmse), "review:suspicious");
    const hits: Metrics = { hits: { better: "higher", role: "target", kind: "proportion" } };
    assert.equal(judge(metric("hits", 1, 0.9, rows), hits), "review:suspicious");
  });

  it("rejects a candidate that predicts just what the champion predicts", () => {
    const same = metric("rmse", 1, 1, { kind: "rows", gainSe: 0 });
    assert.equal(told(judgeCandidate(evidence([same]), define(rmse))), "reject:unproven");
  });

  for (const [firstModel, candidate, expected] of [
    ["review", 0.7, "review:firstModel"],
    ["bounds", 0.7, "promote:firstModel"],
    ["bounds", 0.81, "reject:outOfBounds"],
    ["bounds", 0, "review:suspicious"],
  ] as const) {
    it(`finds a first model of ${candidate} under ${firstModel} to be ${expected}`, () => {
      const definition = define(
        { rmse: { better: "lower", role: "target", max: 0.8 } },
        { firstModel },
      );
      const found = metric("rmse", candidate, null, { kind: "points" });
      const verdict = judgeCandidate(evidence([found], { championVersion: null }), definition);
      assert.equal(told(verdict), expected);
    });
  }

  for (const [change, expected] of [
    [{ sampleSize: 499 }, "review:tooFewRows"],
    [{ sampleSize: 500 }, "promote:better"],
    [{ rareRows: 49 }, "review:tooFewRows"],
    [{ rareRows: 50 }, "promote:better"],
  ] as const) {
    it(`with ${JSON.stringify(change)} comes to ${expected}`, () => {
      const found = evidence([metric("rmse", 0.9, 1, rows)], change);
      assert.equal(told(judgeCandidate(found, define(rmse))), expected);
    });
  }

  it("needs every target and lets one that is worse reject", () => {
    const both: Metrics = { ...rmse, mae: { better: "lower", role: "target" } };
    const judge = (mae: number) =>
      told(
        judgeCandidate(
          evidence([metric("rmse", 0.9, 1, rows), metric("mae", mae, 1, rows)]),
          define(both),
        ),
      );
    assert.equal(judge(0.9), "promote:better");
    assert.equal(judge(1), "reject:unproven");
    assert.equal(judge(1.1), "reject:harm");
  });

  it("says which rule decided, at what risk, and what would flip it", () => {
    const hits: Metrics = {
      hits: { better: "higher", role: "target", kind: "proportion", leastGain: 0.005 },
    };
    const found = metric("hits", 0.902, 0.9, { kind: "disagreement", share: 0.06 });
    const verdict = judgeCandidate(evidence([found], { sampleSize: 2000 }), define(hits));
    assert.equal(told(verdict), "reject:unproven");
    assert.equal(verdict.grade, "strong");
    assert.equal(verdict.falsePromotionRate?.toFixed(4), "0.0100");
    assert.deepEqual(verdict.reasons, [
      "hits (target): 0.902 against 0.9, gain +0.002 ± 0.009009: not proven.",
    ]);
    assert.deepEqual(verdict.flip, [
      "hits: a gain of at least 0.01274 instead of 0.002, or about 14818 hold-out rows instead of 2000.",
    ]);
  });
});

describe("judgeCandidate on slices", () => {
  const slice = (name: string, candidate: number, count: number) => ({
    name,
    candidate,
    champion: 1,
    rows: count,
  });
  const judge = (slices: MetricEvidence["slices"], criticalSlices: string[] = []) => {
    const definition = define(
      { rmse: { better: "lower", role: "target", allowedLoss: 0.02 } },
      { criticalSlices },
    );
    return judgeCandidate(evidence([metric("rmse", 0.9, 1, rows, slices)]), definition);
  };

  it("rejects harm to a slice beyond twice the allowed loss", () => {
    assert.equal(told(judge([slice("eu", 1.2, 2500)])), "reject:harm");
  });

  it("asks a person where a slice is not shown to be safe", () => {
    assert.equal(told(judge([slice("eu", 1, 2500)])), "review:conflict");
    assert.equal(told(judge([slice("eu", 0.9, 2500)])), "promote:better");
  });

  it("demands more before one slice of many counts as harmed, but not of a critical one", () => {
    const calm = Array.from({ length: 9 }, (_, index) => slice(`calm${index}`, 0.8, 2500));
    const slices = [slice("eu", 1.08, 2500), ...calm];
    assert.equal(told(judge(slices)), "review:conflict");
    assert.equal(told(judge(slices, ["eu"])), "reject:harm");
  });

  it("pools small slices and lists them", () => {
    const [comparison] = judge([slice("a", 0.8, 150), slice("b", 0.8, 150)]).comparison;
    assert.deepEqual(
      comparison?.slices.map(({ slice: name, rows: count, finding }) => [name, count, finding]),
      [
        ["other (2 small slices)", 300, "notWorse"],
        ["a", 150, "tooSmall"],
        ["b", 150, "tooSmall"],
      ],
    );
  });

  it("asks a person about a critical slice that is small or not logged", () => {
    assert.equal(told(judge([slice("eu", 0.8, 199)], ["eu"])), "review:conflict");
    assert.equal(told(judge([], ["eu"])), "review:missingEvidence");
  });
});
