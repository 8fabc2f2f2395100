import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { checkPlan } from "../../../functions/core/improvement/check-plan.ts";
import type { Plan } from "../../../functions/core/improvement/plan.ts";
import { type Proposal, planByRules } from "../../../functions/core/improvement/plan-by-rules.ts";
import type { Situation, Trial } from "../../../functions/core/improvement/trial.ts";
import { anySpace, plainTrial, plenty, situationOf, space, trialOf } from "./situations.ts";

describe("planByRules", () => {
  it("adds earlier data first where the arrival is narrow, as much as is allowed", () => {
    const plain = plainTrial({ facts: { trainingRows: 300 } });
    const proposal = planByRules(situationOf([plain], { championRows: 1200 }), "1");
    assert.deepEqual(planOf(proposal).kind, "augmentWithRecent");
    assert.equal(planOf(proposal).recentDays, 1000);
    assert.deepEqual(whyOf(proposal), ["It learnt from 300 rows, the champion from 1200."]);
  });

  it("refreshes the pipelines first where features of the arrival drifted", () => {
    const plain = plainTrial({ facts: { drift: { budget: 0.6, year: 0.1 } } });
    const plan = planOf(planByRules(situationOf([plain]), "1"));
    assert.equal(plan.kind, "refreshPipeline");
  });

  it("takes more features where the model has room to learn, fewer or none where it overfits", () => {
    const under = plainTrial({ facts: { training: { rmse: 1.08 } } });
    const over = plainTrial({ facts: { training: { rmse: 0.5 } } });
    assert.equal(planOf(planByRules(situationOf([under]), "1")).featureSet, "all");
    assert.notEqual(planOf(planByRules(situationOf([over]), "1")).featureSet, "all");
  });

  it("goes on from what helped and keeps it", () => {
    const helped = trialOf({ kind: "augmentWithRecent", recentDays: 1000 }, { rmse: 1 }, 1);
    const plan = planOf(planByRules(situationOf([plainTrial(), helped]), "1"));
    assert.equal(plan.recentDays, 1000);
  });

  it("goes back to what was better and turns the other way where a try made things worse", () => {
    const onlyKnobs = { ...space, featureSets: [], maxRecentDays: 0, pipelines: [] };
    const first = planOf(planByRules(situationOf([plainTrial()], { space: onlyKnobs }), "1"));
    const worse = trialOf(first, { rmse: 1.4 }, 1);
    const situation = situationOf([plainTrial(), worse], { space: onlyKnobs });
    const second = planOf(planByRules(situation, "1"));
    const [start, out, back] = [1, penaltyOf(first), penaltyOf(second)].map(Math.log);
    assert.ok((Number(out) - Number(start)) * (Number(back) - Number(start)) < 0);
  });

  it("takes smaller steps round what helped", () => {
    const onlyKnobs = { ...space, featureSets: [], maxRecentDays: 0, pipelines: [] };
    const first = planOf(planByRules(situationOf([plainTrial()], { space: onlyKnobs }), "1"));
    const better = trialOf(first, { rmse: 0.95 }, 1);
    const situation = situationOf([plainTrial(), better], { space: onlyKnobs });
    const second = planOf(planByRules(situation, "1"));
    const [one, two] = [penaltyOf(first), penaltyOf(second)];
    assert.ok(Math.abs(Math.log(two / one)) < Math.abs(Math.log(one)));
    assert.ok(Math.log(two / one) * Math.log(one) > 0, "it goes on in the same direction");
  });

  it("follows the critic's advice where nothing speaks for something else", () => {
    const advised = situationOf([plainTrial()], { advice: ["pipelines"] });
    assert.equal(planOf(planByRules(advised, "1")).kind, "refreshPipeline");
  });

  it("is the same for the same situation and seed", () => {
    fc.assert(
      fc.property(anySpace, fc.string(), (anyKnown, seed) => {
        const situation = situationOf([plainTrial()], { space: anyKnown });
        assert.deepEqual(planByRules(situation, seed), planByRules(situation, seed));
      }),
    );
  });

  it("never repeats a plan, and every plan of it passes the check, until the space is exhausted", () => {
    const anyResult = fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(anySpace, fc.string(), anyResult, (declared, seed, results) => {
        let trials: [Trial, ...Trial[]] = [plainTrial()];
        for (const [at, rmse] of results.entries()) {
          const situation: Situation = situationOf(trials, { space: declared });
          const proposal = planByRules(situation, seed);
          if (proposal.kind === "exhausted") return;
          const roomy = { ...declared, maxIterations: 99 };
          const checked = checkPlan(proposal.plan, { space: roomy, trials, allowance: plenty });
          assert.equal(checked.kind, "checked", JSON.stringify({ checked, proposal }));
          trials = [...trials, trialOf(proposal.plan, { rmse }, at + 1)];
        }
      }),
      { numRuns: 40 },
    );
  });

  it("says that everything was tried where nothing may be", () => {
    const nothing = {
      ...space,
      ...{ featureSets: [], maxRecentDays: 0, pipelines: [], hyperparameters: {} },
    };
    const proposal = planByRules(situationOf([plainTrial()], { space: nothing }), "1");
    assert.equal(proposal.kind, "exhausted");
  });
});

function planOf(proposal: Proposal): Plan {
  assert.equal(proposal.kind, "plan", JSON.stringify(proposal));
  return proposal.plan;
}

function whyOf(proposal: Proposal): string[] {
  return proposal.kind === "plan" ? proposal.why : [];
}

function penaltyOf({ hyperparameters }: Plan): number {
  return hyperparameters?.penalty ?? Number.NaN;
}
