import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseTrainingFacts } from "../../../functions/core/improvement/parse-training-facts.ts";

const unknown = {
  settings: { featureSet: null, recentDays: 0, hyperparameters: {} },
  trainingRows: null,
  training: {},
  drift: {},
};

describe("parseTrainingFacts", () => {
  it("reads settings, rows, training metrics and drift", () => {
    const settled_plan = '{"featureSet":"all","hyperparameters":{"penalty":10}}';
    const params = { settled_plan, plan: '{"recentDays":90}' };
    const metrics = { rmse: 1, "training.rmse": 0.9, training_rows: 500, "drift.budget": 0.3 };
    assert.deepEqual(parseTrainingFacts({ metrics, params }), {
      settings: { featureSet: "all", recentDays: 90, hyperparameters: { penalty: 10 } },
      trainingRows: 500,
      training: { rmse: 0.9 },
      drift: { budget: 0.3 },
    });
  });

  it("knows nothing of a run that is gone, or that says nothing usable", () => {
    assert.deepEqual(parseTrainingFacts(null), unknown);
    for (const text of ["{", "[]", '"x"', '{"featureSet":7,"hyperparameters":{"a":"b"}}']) {
      const params = { settled_plan: text, plan: text };
      const metrics = { training_rows: Number.NaN, "drift.x": Number.POSITIVE_INFINITY };
      assert.deepEqual(parseTrainingFacts({ metrics, params }), unknown, text);
    }
  });
});
