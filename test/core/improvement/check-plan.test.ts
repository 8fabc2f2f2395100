import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { type CheckedPlan, checkPlan } from "../../../functions/core/improvement/check-plan.ts";
import { pipelinesOf } from "../../../functions/core/improvement/plan.ts";
import { anySpace, plainTrial, plenty, space, trialOf } from "./situations.ts";

const fences = { space, trials: [plainTrial()] as const, allowance: plenty };

describe("checkPlan", () => {
  const refused: [string, unknown, RegExp][] = [
    ["no plan", null, /^plan must be object/],
    ["prose", "please retrain", /^plan must be object/],
    ["a kind that is none", { kind: "promoteVersion", version: "9" }, /none of the four kinds/],
    [
      "a plan that asks to skip the critic",
      { kind: "augmentWithRecent", recentDays: 10, skipCritic: true },
      /holds "skipCritic"; a plan has no such field/,
    ],
    [
      "a job that is not registered",
      { kind: "refreshPipeline", pipelines: ["drop-tables"] },
      /job "drop-tables" is not registered; improvement\.pipelines declares refresh-features/,
    ],
    [
      "a feature set that is not registered",
      { kind: "retrainWithFeatures", featureSet: "leaky" },
      /feature set "leaky" is not registered/,
    ],
    [
      "a hyperparameter that is not registered",
      { kind: "tuneHyperparameters", hyperparameters: { shell: 1 } },
      /hyperparameter "shell" is not registered/,
    ],
    [
      "a name that every object has",
      { kind: "tuneHyperparameters", hyperparameters: { constructor: 1 } },
      /hyperparameter "constructor" is not registered/,
    ],
    ...["__proto__", "constructor", "prototype"].map((name): [string, unknown, RegExp] => [
      `the hyperparameter ${name} beside one that is registered`,
      JSON.parse(`{"kind":"tuneHyperparameters","hyperparameters":{"penalty":2,"${name}":1}}`),
      new RegExp(`hyperparameter "${name}" is not registered`),
    ]),
    [
      "a field that every object has",
      JSON.parse('{"kind":"augmentWithRecent","recentDays":10,"__proto__":{"skipCritic":true}}'),
      /holds "__proto__"; a plan has no such field/,
    ],
    [
      "a job that is named twice",
      { kind: "refreshPipeline", pipelines: ["refresh-features", "refresh-features"] },
      /job "refresh-features" is named more than once/,
    ],
    [
      "more jobs than any improvement may run",
      { kind: "refreshPipeline", pipelines: Array(20).fill("refresh-features") },
      /plan\.pipelines is not what its kind of plan asks for/,
    ],
    [
      "a value over its range",
      { kind: "tuneHyperparameters", hyperparameters: { penalty: 101 } },
      /penalty is 101; it must be from 0\.01 to 100/,
    ],
    [
      "a value under its range",
      { kind: "tuneHyperparameters", hyperparameters: { penalty: 0 } },
      /penalty is 0; it must be from 0\.01/,
    ],
    [
      "a broken value where a whole one is asked for",
      { kind: "tuneHyperparameters", hyperparameters: { knots: 2.5 } },
      /knots is 2\.5; it must be a whole number/,
    ],
    [
      "a value that is no number",
      { kind: "tuneHyperparameters", hyperparameters: { knots: "3; rm -rf /" } },
      /knots/,
    ],
    [
      "infinity",
      { kind: "tuneHyperparameters", hyperparameters: { penalty: Infinity } },
      /penalty/,
    ],
    [
      "too many days",
      { kind: "augmentWithRecent", recentDays: 1001 },
      /recentDays is 1001; it must be from 1 to 1000/,
    ],
    ["no days", { kind: "augmentWithRecent", recentDays: 0 }, /from 1 to 1000/],
    [
      "nothing to tune",
      { kind: "tuneHyperparameters", hyperparameters: {} },
      /names nothing to change/,
    ],
    ["no pipeline", { kind: "refreshPipeline", pipelines: [] }, /names nothing to change/],
    [
      "the plain retrain again",
      { kind: "tuneHyperparameters", hyperparameters: { penalty: 1.0001 } },
      /the same as the plain retrain/,
    ],
  ];

  for (const [what, answer, reason] of refused) {
    it(`refuses ${what}, with the reason`, () => {
      assert.match(reasonsOf(checkPlan(answer, fences)).join("\n"), reason);
    });
  }

  it("refuses a plan that was tried, under whatever name", () => {
    const tried = trialOf({ kind: "augmentWithRecent", recentDays: 100 }, { rmse: 1 }, 1);
    const again = { kind: "retrainWithFeatures", featureSet: "some", recentDays: 100 };
    const checked = checkPlan(again, { ...fences, trials: [plainTrial(), tried] });
    assert.deepEqual(reasonsOf(checked), [
      "It comes to the same as iteration 1; a plan must try something new.",
    ]);
  });

  it("refuses what passes a cap: iterations, runs, time and money", () => {
    const asked = { kind: "refreshPipeline", pipelines: ["refresh-features"] };
    const one = { ...space, maxIterations: 1 };
    const second = [plainTrial(), trialOf(null, { rmse: 1 }, 1)] as const;
    const over = (changes: object) => reasonsOf(checkPlan(asked, { ...fences, ...changes }));
    assert.match(over({ space: one, trials: second }).join(), /1 iterations are done/);
    assert.match(
      over({ allowance: { ...plenty, runs: 1 } }).join(),
      /needs 2 run\(s\), 1 are left/,
    );
    assert.match(over({ allowance: { ...plenty, minutes: 4 } }).join(), /takes about 5 minute/);
  });

  it("tells five reasons and how many more there are, each short and printable", () => {
    const knobs = Array.from({ length: 40 }, (_, at) => [
      `\u001b[2J\u202e${at}${"x".repeat(70)}`,
      1,
    ]);
    const answer = { kind: "tuneHyperparameters", hyperparameters: Object.fromEntries(knobs) };
    const reasons = reasonsOf(checkPlan(answer, fences));
    assert.equal(reasons.length, 6);
    assert.equal(reasons.at(-1), "And 35 more.");
    for (const reason of reasons) {
      assert.ok(reason.length <= 500);
      assert.doesNotMatch(reason, /\p{C}/u);
    }
  });

  it("names every reason at once", () => {
    const answer = {
      kind: "tuneHyperparameters",
      recentDays: -1,
      hyperparameters: { knots: 99, shell: 1 },
    };
    assert.equal(reasonsOf(checkPlan(answer, fences)).length, 3);
  });

  it("passes nothing that is not declared or out of bounds, whatever is answered", () => {
    const anyKnobs = fc.dictionary(
      fc.constantFrom("penalty", "knots", "depth", "__proto__", "toString"),
      fc.oneof(fc.double(), fc.integer(), fc.string()),
    );
    const anyAnswer = fc.oneof(
      fc.anything(),
      fc.record(
        {
          kind: fc.constantFrom(
            ...["retrainWithFeatures", "tuneHyperparameters", "augmentWithRecent"],
            ...["refreshPipeline", "promote"],
          ),
          featureSet: fc.oneof(fc.constantFrom("few", "some", "all"), fc.string()),
          recentDays: fc.oneof(fc.integer({ min: -10, max: 4000 }), fc.double()),
          hyperparameters: anyKnobs,
          pipelines: fc.array(fc.constantFrom("refresh-features", "drop-tables")),
        },
        { requiredKeys: ["kind"] },
      ),
    );
    fc.assert(
      fc.property(anySpace, anyAnswer, (declared, answer) => {
        const checked = checkPlan(answer, { ...fences, space: declared });
        if (checked.kind === "refused") return assert.ok(checked.reasons.length > 0);
        const { plan } = checked;
        for (const name of pipelinesOf(plan)) assert.ok(declared.pipelines.includes(name));
        if (plan.featureSet !== undefined) {
          assert.ok(declared.featureSets.includes(plan.featureSet));
        }
        assert.ok((plan.recentDays ?? 0) >= 0);
        assert.ok((plan.recentDays ?? 0) <= declared.maxRecentDays);
        for (const [knob, value] of Object.entries(plan.hyperparameters ?? {})) {
          const range = declared.hyperparameters[knob];
          assert.ok(range && value >= range.min && value <= range.max, `${knob} ${value}`);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function reasonsOf(checked: CheckedPlan): string[] {
  return checked.kind === "refused" ? checked.reasons : [];
}
