import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { critique, type Opinion } from "../../../functions/core/improvement/critique.ts";
import type { Plan } from "../../../functions/core/improvement/plan.ts";
import type { Situation, Trial } from "../../../functions/core/improvement/trial.ts";
import type { Verdict } from "../../../functions/core/lifecycle/verdict.ts";
import { plainTrial, situationOf, space, trialOf } from "./situations.ts";

const augment: Plan = { kind: "augmentWithRecent", recentDays: 500 };
const tune = (penalty: number): Plan => ({
  kind: "tuneHyperparameters",
  hyperparameters: { penalty },
});
const promote: Partial<Verdict> = { kind: "promote", cause: "better" };
const tried = (...trials: Trial[]): Situation => situationOf([plainTrial(), ...trials]);

describe("critique", () => {
  const verdicts: [Partial<Verdict>, string][] = [
    [promote, "accept"],
    [{ kind: "review", cause: "suspicious" }, "accept"],
    [{ kind: "review", cause: "firstModel" }, "accept"],
    [{ kind: "review", cause: "weakEvidence" }, "accept"],
    [{ kind: "review", cause: "attended" }, "retry"],
    [{ kind: "review", cause: "conflict" }, "retry"],
    [{ kind: "review", cause: "missingEvidence" }, "retry"],
    [{ kind: "review", cause: "tooFewRows" }, "reject"],
    [{ kind: "reject", cause: "unproven" }, "retry"],
    [{ kind: "reject", cause: "harm" }, "retry"],
  ];

  for (const [verdict, expected] of verdicts) {
    it(`answers ${expected} to ${verdict.kind} ${verdict.cause}`, () => {
      const situation = tried(trialOf(augment, { rmse: 1, verdict }, 1));
      assert.equal(critique(situation, null, "1").kind, expected);
    });
  }

  it("names what to change", () => {
    const found = critique(tried(trialOf(augment, { rmse: 1 }, 1)), null, "1");
    assert.equal(found.kind, "retry");
    assert.equal(found.change.length, 1);
  });

  it("goes on after a run that failed", () => {
    const failed: Trial = {
      ...trialOf(augment, { rmse: 1 }, 1),
      result: { kind: "failed", reason: "The driver died." },
    };
    const found = critique(tried(failed), null, "1");
    assert.deepEqual([found.kind, found.reasons[0]], ["retry", "The driver died."]);
  });

  it("ends once all iterations are done", () => {
    const trials = [1, 2, 3].map((iteration) =>
      trialOf(tune(iteration + 1), { rmse: 1 }, iteration),
    );
    const found = critique(tried(...trials), null, "1");
    assert.deepEqual([found.kind, causeOf(found)], ["reject", "noAttempts"]);
  });

  it("ends where two iterations in a row changed nothing", () => {
    const trials = [1, 2].map((iteration) =>
      trialOf(tune(iteration + 1), { rmse: 1.1 }, iteration),
    );
    assert.equal(causeOf(critique(tried(...trials), null, "1")), "stall");
  });

  it("ends where it went back and forth for nothing", () => {
    const there = trialOf(tune(10), { rmse: 1.3 }, 1);
    const back = trialOf(tune(2), { rmse: 1.2 }, 2);
    assert.equal(causeOf(critique(tried(there, back), null, "1")), "oscillation");
  });

  it("ends where nothing new can be tried", () => {
    const nothing = {
      ...space,
      ...{ featureSets: [], maxRecentDays: 0, pipelines: [], hyperparameters: {} },
    };
    const situation = { ...tried(trialOf(augment, { rmse: 1 }, 1)), space: nothing };
    assert.equal(causeOf(critique(situation, null, "1")), "exhausted");
  });

  it("heeds an opinion that is stricter and names what to change", () => {
    const situation = tried(trialOf(augment, { rmse: 0.8, verdict: promote }, 1));
    const opinion: Opinion = { stance: "retry", change: ["features"], says: "It leaks." };
    const found = critique(situation, opinion, "1");
    assert.equal(found.kind, "retry");
    assert.deepEqual(found.change, ["features"]);
    assert.match(found.reasons[0] ?? "", /It leaks/);
  });

  it("passes over a stricter opinion that names nothing to change", () => {
    const situation = tried(trialOf(augment, { rmse: 0.8, verdict: promote }, 1));
    const opinion: Opinion = { stance: "reject", change: [], says: "I do not like it." };
    assert.equal(critique(situation, opinion, "1").kind, "accept");
  });

  it("never turns a failed gate into acceptance, and never makes a critique milder, whatever the opinion", () => {
    const anyOpinion: fc.Arbitrary<Opinion> = fc.record({
      stance: fc.constantFrom("agree", "retry", "reject"),
      change: fc.subarray(["features", "data", "pipelines", "hyperparameters"] as const),
      says: fc.string(),
    });
    const anyVerdict = fc.constantFrom(...verdicts.map(([verdict]) => verdict));
    const anyTrials = fc.array(
      fc.record({ rmse: fc.double({ min: 0.5, max: 2, noNaN: true }), verdict: anyVerdict }),
      { minLength: 1, maxLength: 3 },
    );
    const severity = { accept: 0, retry: 1, reject: 2 };
    fc.assert(
      fc.property(anyTrials, anyOpinion, fc.string(), (judged, opinion, seed) => {
        const trials = judged.map((found, at) => trialOf(tune(at + 2), found, at + 1));
        const alone = critique(tried(...trials), null, seed);
        const advised = critique(tried(...trials), opinion, seed);
        assert.ok(severity[advised.kind] >= severity[alone.kind]);
        if (judged.at(-1)?.verdict.kind === "reject") assert.notEqual(advised.kind, "accept");
      }),
    );
  });
});

function causeOf(found: ReturnType<typeof critique>): string | null {
  return found.kind === "reject" ? found.cause : null;
}
