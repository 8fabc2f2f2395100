import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import { planCommonRules } from "../../../functions/core/response/plan-common-rules.ts";

describe("planCommonRules", () => {
  const parse = (pause: "observe" | "propose" | "act", hours: number) =>
    modelDefinition.parse({
      registeredModel: "ml.films.revenue",
      input: { path: "films" },
      training: { program: "/train.py" },
      metrics: { rmse: { better: "lower", role: "target" } },
      autonomy: { pause },
      review: { hours, reminderHours: 1 },
    });

  it("takes the most cautious autonomy and the shortest review", () => {
    const rules = planCommonRules({ a: parse("act", 24), b: parse("propose", 4) });
    assert.equal(rules?.autonomy.pause, "propose");
    assert.equal(rules?.review.hours, 4);
    assert.equal(planCommonRules({ a: parse("act", 24) })?.autonomy.pause, "act");
  });

  it("is nothing for an empty catalogue", () => assert.equal(planCommonRules({}), null));
});
