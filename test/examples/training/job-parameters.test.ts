import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseJobParameters } from "../../../examples/training/job-parameters.ts";
import { revenueTrainer } from "../../../examples/training/revenue-program.ts";
import { settlePlan } from "../../../examples/training/settle-plan.ts";

const given = {
  ...{
    model: "revenue-forecast",
    registered_model: "main.forecasts.revenue",
    experiment: "/Shared/x",
  },
  ...{ bronze: "http://127.0.0.1:1/devstoreaccount1/bronze", data: '["films/a.csv"]' },
  ...{ instance: "lifecycle:x", attempt: "1", job_run_id: "7" },
};
const argumentsOf = (values: Record<string, string>) =>
  Object.entries(values).map(([name, value]) => `--${name}=${value}`);

describe("parseJobParameters", () => {
  it("reads what the lifecycle tells and leaves the definition's own parameters alone", () => {
    const job = parseJobParameters(
      argumentsOf({ ...given, plan: '{"recentDays":30}', region: "eu" }),
    );
    assert.deepEqual(job.data, ["films/a.csv"]);
    assert.deepEqual(job.plan, { recentDays: 30 });
    assert.equal(job.champion_version, "");
  });

  it("names every mistake at once, with the value and the rule", () => {
    const { instance: _, ...rest } = given;
    const wrong = argumentsOf({ ...rest, bronze: "bronze", data: "[]", plan: "{" });
    assert.throws(
      () => parseJobParameters(wrong),
      (error: Error) => {
        assert.match(error.message, /--instance is missing; it must be given/);
        assert.match(error.message, /--bronze is "bronze"; it must be a URL/);
        assert.match(error.message, /--data is "\[\]"; it must name at least one file/);
        assert.match(error.message, /--plan is "\{"; it must be JSON/);
        return true;
      },
    );
  });
});

describe("settlePlan", () => {
  it("puts what is asked over the champion's own plan, knob by knob", () => {
    const champion = { featureSet: "critics", hyperparameters: { penalty: 3, budgetKnots: 5 } };
    const settled = settlePlan(champion, { hyperparameters: { penalty: 30 } });
    assert.deepEqual(settled, {
      featureSet: "critics",
      hyperparameters: { penalty: 30, budgetKnots: 5 },
    });
  });
});

describe("revenueTrainer", () => {
  it("refuses hyperparameters that are no object", () => {
    const plan = settlePlan({ hyperparameters: { penalty: 3 } }, { hyperparameters: "penalty" });
    assert.throws(
      () => revenueTrainer.createProgram(plan),
      /expected object, received string → at hyperparameters/,
    );
  });

  it("refuses a plan with every mistake in it", () => {
    const plan = settlePlan({}, { featureSet: "all", hyperparameters: { penalty: 0, depth: 3 } });
    assert.throws(
      () => revenueTrainer.createProgram(plan),
      (error: Error) => {
        assert.match(
          error.message,
          /expected one of "announced"\|"catalogue"\|"critics" → at featureSet/,
        );
        assert.match(error.message, /"depth" → at hyperparameters/);
        assert.match(error.message, />=0\.01 → at hyperparameters\.penalty/);
        assert.match(error.message, /docs\/training-contract\.md/);
        return true;
      },
    );
  });

  it("takes what a plan says about itself", () => {
    const tags = { kind: "tuneHyperparameters", iteration: 2, parent: "lifecycle:x" };
    const { plan } = revenueTrainer.createProgram(settlePlan({}, tags));
    assert.deepEqual(Object.keys(plan), ["featureSet", "hyperparameters"]);
  });
});
