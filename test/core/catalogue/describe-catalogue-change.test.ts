import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { describeCatalogueChange } from "../../../functions/core/catalogue/describe-catalogue-change.ts";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";

const revenue = {
  registeredModel: "main.ml.revenue",
  input: { path: "revenue" },
  training: { program: "/Shared/train.py" },
  metrics: { rmse: { better: "lower" as const, role: "target" as const } },
};

describe("describeCatalogueChange", () => {
  it("says nothing of equal catalogues", () => {
    const catalogue = { revenue: modelDefinition.parse(revenue) };
    assert.deepEqual(describeCatalogueChange(catalogue, catalogue), []);
  });

  it("names models that come and go, and each changed value with both values", () => {
    const before = {
      revenue: modelDefinition.parse(revenue),
      gone: modelDefinition.parse(revenue),
    };
    const after = {
      revenue: modelDefinition.parse({
        ...revenue,
        gate: { confidence: 0.95 },
        metrics: { rmse: { better: "lower", role: "target", max: 2 } },
      }),
      young: modelDefinition.parse(revenue),
    };
    assert.deepEqual(describeCatalogueChange(before, after), [
      "gone is gone: nothing looks after main.ml.revenue any more.",
      "revenue: gate.confidence changes from 0.99 to 0.95.",
      "revenue: metrics.rmse.max is set to 2.",
      "young is new (main.ml.revenue).",
    ]);
  });
});
