import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import type { Measurement } from "../../../functions/core/response/measurement.ts";
import { parseAlerts } from "../../../functions/core/response/parse-alert.ts";
import {
  evaluateRule,
  planAlertRules,
  windowMinutesOf,
  windowSizeOf,
} from "../../../functions/core/response/plan-alert-rules.ts";
import { renderAlert } from "../../../functions/core/response/render-alert.ts";

const rulesFor = (monitoring: object) => {
  const churn = modelDefinition.parse({
    registeredModel: "main.models.churn",
    input: { path: "churn" },
    training: { program: "train.py" },
    metrics: { auc: { better: "higher", role: "target" } },
    monitoring,
  });
  return planAlertRules({ churn });
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
    assert.match(
      rule?.query ?? "",
      /summarize arg_max\(TimeGenerated, excess\) by version, feature \| project-away TimeGenerated$/,
    );
    const [, drifts] = rulesFor({ table: "a.b.c" });
    assert.match(drifts?.query ?? "", /summarize excess = max\(excess\) by version, feature$/);
  });
});

const drift: Measurement = {
  record: "nightshift.measurement",
  model: "churn",
  kind: "data-drift",
  version: "3",
  feature: "age",
  value: 0.3,
  limit: 0.2,
};

describe("evaluateRule", () => {
  it("gives the largest excess of each version and feature, of its own model and kind", () => {
    const records: Measurement[] = [
      drift,
      { ...drift, value: 0.5 },
      { ...drift, value: 0.1, feature: "plan" },
      { ...drift, model: "other" },
      { ...drift, kind: "pipeline-failure" },
      { ...drift, limit: 0 },
      { ...drift, value: Number.NaN },
    ];
    assert.deepEqual(evaluateRule({ modelId: "churn", kind: "data-drift" }, records), [
      { version: "3", feature: "age", excess: 2.5 },
      { version: "3", feature: "plan", excess: 0.5 },
    ]);
  });
});

describe("evaluateRule of a broken feed", () => {
  const broken = { ...drift, kind: "pipeline-failure", version: "", feature: "load" } as const;
  const rule = { modelId: "churn", kind: broken.kind };

  it("goes by the last record, so that recovery is what was measured", () => {
    const failed = { ...broken, value: 2, limit: 1 };
    const well = { ...failed, value: 0 };
    const excessOf = (...records: Measurement[]) => evaluateRule(rule, records)[0]?.excess;
    assert.equal(excessOf(failed, well), 0);
    assert.equal(excessOf(well, failed), 2);
  });

  it("looks six hours back, where other rules look ten minutes", () => {
    assert.deepEqual(["pipeline-failure", "data-drift"].map(windowSizeOf), ["PT6H", "PT10M"]);
    assert.deepEqual(["pipeline-failure", "data-drift"].map(windowMinutesOf), [360, 10]);
  });
});

describe("renderAlert", () => {
  it("gives a payload that reads back as the firing it came from, and as its end", () => {
    const [, rule] = rulesFor({ table: "a.b.c" });
    assert(rule);
    const firing = {
      rule,
      row: { version: "3", feature: "age", excess: 2.5 },
      alertId: "a1",
      firedAt: 1000,
      resolvedAt: null,
    };
    const read = (resolvedAt: number | null) => {
      const [parsed] = parseAlerts(JSON.stringify(renderAlert({ ...firing, resolvedAt })), [
        "churn",
      ]);
      assert(parsed?.kind === "alert", JSON.stringify(parsed));
      return parsed.alert;
    };
    const fired = read(null);
    assert.deepEqual(fired, {
      id: fired.id,
      kind: "data-drift",
      model: "churn",
      condition: "fired",
      azureSeverity: 2,
      rule: "churn: data-drift",
      version: "3",
      subject: "age",
      excess: 2.5,
      at: 1000,
      description: rule.description,
    });
    assert.deepEqual(read(5000), { ...fired, condition: "resolved", at: 5000 });
  });
});
