import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { describeMistakes } from "../../../functions/core/catalogue/mistake.ts";
import { parseCatalogue } from "../../../functions/core/catalogue/parse-catalogue.ts";

const churn = {
  registeredModel: "main.models.churn",
  input: { path: "churn/daily" },
  training: { program: "/Shared/train.py" },
  metrics: { auc: { better: "higher", role: "target", kind: "auc" } },
};

const mistakesOf = (input: unknown) => {
  const parsed = parseCatalogue(input);
  return parsed.kind === "invalid" ? parsed.mistakes : [];
};

describe("parseCatalogue", () => {
  it("fills every default in", () => {
    const parsed = parseCatalogue({ churn });
    assert(parsed.kind === "catalogue");
    assert.equal(parsed.catalogue.churn?.autonomy.promote, "propose");
    assert.equal(parsed.catalogue.churn?.gate.firstModel, "review");
    assert.equal(parsed.catalogue.churn?.training.maxWorkers, 4);
  });

  it("answers ten mistakes with ten messages, each with path, value, rule and mend", () => {
    const model = {
      ...churn,
      registeredModel: "churn",
      input: {
        path: "churn",
        format: "parqet",
        minRow: 10,
        columns: { age: { type: "integer", min: 90, max: 10 } },
      },
      training: { program: "/Shared/train.py", minWorkers: 8, maxWorkers: 2, libraries: ["numpy"] },
      metrics: { auc: { better: "higher", kind: "auc" } },
      review: { hours: 4, reminderHours: 4 },
      improvement: { enabled: true },
      bakeHours: 1000,
    };
    const mistakes = mistakesOf({ churn: model });
    assert.equal(
      describeMistakes(mistakes),
      [
        'churn.registeredModel: "churn" must be catalog.schema.model, each part of a-z, 0-9 and _. Correct it.',
        'churn.input.format: "parqet" must be one of parquet, csv, jsonl, table. Did you mean parquet?',
        "churn.input.minRow: 10 stands under a key that is not known. Did you mean minRows?",
        'churn.training.libraries.0: "numpy" must be a pinned requirement like scikit-learn==1.7.2. Correct it.',
        "churn.bakeHours: 1000 must be a finite number from 0 to 720. Leave it out for 24.",
        "churn.training.minWorkers: 8 must not be more than maxWorkers, which is 2. Swap or correct them.",
        "churn.input.columns.age.min: 90 must not be more than max, which is 10. Swap or correct them.",
        "churn.review.reminderHours: 4 must be less than hours, which is 4. Write 2.",
        'churn.metrics: {"auc":{"better":"higher","kind":"auc"}} has no metric with role target, so nothing could ever be better. Give one metric the role target.',
        "churn.improvement.enabled: true leaves nothing that may be tried. Add hyperparameters, featureSets, pipelines or maxRecentDays.",
      ].join("\n"),
    );
    assert.equal(mistakes.length, 10);
  });

  for (const [rule, change, path] of [
    ["a missing required key", { training: undefined }, "churn.training"],
    [
      "format table without its table",
      { input: { path: "c", format: "table" } },
      "churn.input.table",
    ],
    ["a table that is not read", { input: { path: "c", table: "a.b.c" } }, "churn.input.table"],
    [
      "a bound on a text column",
      { input: { path: "c", columns: { name: { type: "string", min: 1 } } } },
      "churn.input.columns.name.min",
    ],
    [
      "a metric named like what runs log beside metrics",
      { metrics: { ...churn.metrics, "auc.gain_se": { better: "lower" } } },
      "churn.metrics.auc.gain_se",
    ],
    [
      "a first model that bounds decide on without bounds",
      { gate: { firstModel: "bounds" } },
      "churn.gate.firstModel",
    ],
    [
      "a parameter that the lifecycle sets",
      { training: { program: "p", parameters: { data: "x" } } },
      "churn.training.parameters.data",
    ],
    [
      "a log scale that reaches zero",
      { improvement: { hyperparameters: { rate: { min: 0, max: 1, scale: "log" } } } },
      "churn.improvement.hyperparameters.rate.min",
    ],
    [
      "a cap in dollars on runs without a price",
      { improvement: { maxDollars: 5 } },
      "churn.improvement.maxDollars",
    ],
    [
      "an error rate limit without measurements",
      { monitoring: { errorRateLimit: 0.1 } },
      "churn.monitoring.errorRateLimit",
    ],
    [
      "a reminder after the default deadline",
      { review: { reminderHours: 30 } },
      "churn.review.reminderHours",
    ],
    ["a number that is not finite", { bakeHours: Number.NaN }, "churn.bakeHours"],
  ] as const) {
    it(`refuses ${rule}`, () => {
      assert.deepEqual(
        mistakesOf({ churn: { ...churn, ...change } }).map((mistake) => mistake.path),
        [path],
      );
    });
  }

  it("refuses two models on one registered model, one folder, or a folder in the other's", () => {
    const other = { ...churn, input: { path: "churn/daily/eu" } };
    assert.deepEqual(
      mistakesOf({ churn, other }).map(({ path, rule }) => `${path} ${rule}`),
      [
        "other.registeredModel is also the registered model of churn",
        'other.input.path overlaps the folder of churn, "churn/daily"',
      ],
    );
  });

  it("lets folders share a beginning that is no folder", () => {
    const other = {
      ...churn,
      registeredModel: "main.models.other",
      input: { path: "churn/daily2" },
    };
    assert.equal(parseCatalogue({ churn, other }).kind, "catalogue");
  });

  it("refuses model ids that names cannot be made from, and the key of the hold on all models", () => {
    const paths = ["Churn", "ab", "a-", "x".repeat(41), "all"];
    for (const id of paths) assert.equal(mistakesOf({ [id]: churn })[0]?.path, id);
  });

  it("never throws, whatever JSON or YAML it is given", () => {
    fc.assert(
      fc.property(fc.anything(), (input) => {
        const parsed = parseCatalogue({ churn: input });
        assert(parsed.kind === "invalid");
        assert(describeMistakes(parsed.mistakes).length > 0);
        parseCatalogue(input);
      }),
    );
  });
});
