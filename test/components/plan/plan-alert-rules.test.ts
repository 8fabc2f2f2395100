import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { planAlertRules } from "../../../components/plan/plan-alert-rules.ts";
import { parseCatalogue } from "../../../functions/core/catalogue/parse-catalogue.ts";
import { testModel } from "../test-arguments.ts";

const rulesFor = (monitoring: object) => {
  const parsed = parseCatalogue({ churn: { ...testModel, monitoring } });
  assert.ok(parsed.kind === "catalogue", JSON.stringify(parsed));
  return planAlertRules(parsed.catalogue);
};

describe("planAlertRules", () => {
  it("watches the pipelines of every model, and drift and errors of those that are measured", () => {
    const kinds = (monitoring: object) => rulesFor(monitoring).map((rule) => rule.kind);
    assert.deepEqual(kinds({}), ["pipeline-failure"]);
    assert.deepEqual(kinds({ table: "a.b.c" }), ["pipeline-failure", "data-drift"]);
    assert.deepEqual(kinds({ table: "a.b.c", errorRateLimit: 0.1 }), [
      "pipeline-failure",
      "data-drift",
      "model-degradation",
    ]);
  });

  it("holds no limit, so that a changed limit changes no rule", () => {
    const table = "a.b.c";
    assert.deepEqual(
      rulesFor({ table, psiLimit: 0.2, errorRateLimit: 0.1 }),
      rulesFor({ table, psiLimit: 0.4, errorRateLimit: 0.2 }),
    );
  });

  it("asks for its own model and kind alone, and measures the excess", () => {
    const [rule] = rulesFor({});
    assert.match(
      rule?.query ?? "",
      /record\.model\) == "churn" and tostring\(record\.kind\) == "pipeline-failure"/,
    );
    assert.match(rule?.query ?? "", /summarize excess = max\(excess\) by version, feature$/);
  });
});
