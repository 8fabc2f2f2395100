import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  addSpent,
  allowanceOf,
  costOf,
  limitTraining,
  nothingSpent,
} from "../../../functions/core/improvement/allowance.ts";
import { definition } from "./situations.ts";

const time = { startedAt: 0, now: 60 * 60_000 };

describe("allowanceOf", () => {
  it("is what is left of runs, tokens and hours", () => {
    const spent = { runs: 2, tokens: 30_000, dollars: 0 };
    assert.deepEqual(allowanceOf(definition, spent, time), {
      runs: 4,
      tokens: 70_000,
      minutes: 23 * 60,
      dollars: null,
    });
  });

  it("turns money into minutes at the price of the cluster", () => {
    const improvement = { ...definition.improvement, maxDollars: 3 };
    const left = allowanceOf({ ...definition, improvement }, { ...nothingSpent, dollars: 1 }, time);
    assert.deepEqual([left.dollars, left.minutes], [2, 120]);
  });

  it("is never less than nothing", () => {
    const spent = { runs: 99, tokens: 1e9, dollars: 99 };
    const left = allowanceOf(definition, spent, { startedAt: 0, now: 1e12 });
    assert.deepEqual([left.runs, left.tokens, left.minutes], [0, 0, 0]);
  });
});

describe("addSpent", () => {
  const spent = { runs: 1, tokens: 10, dollars: 0.5 };

  it("adds what was used up", () => {
    assert.deepEqual(addSpent(spent, spent), { runs: 2, tokens: 20, dollars: 1 });
  });

  for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`throws where ${wrong} was spent`, () => {
      for (const what of ["runs", "tokens", "dollars"]) {
        assert.throws(() => addSpent(spent, { ...nothingSpent, [what]: wrong }), new RegExp(what));
      }
    });
  }
});

describe("limitTraining", () => {
  it("keeps all attempts of all runs inside the time and the runs that are left", () => {
    const numbers = fc.record({
      runs: fc.integer({ min: 0, max: 20 }),
      minutes: fc.integer({ min: 0, max: 2000 }),
      others: fc.integer({ min: 0, max: 2 }),
    });
    fc.assert(
      fc.property(numbers, ({ runs, minutes, others }) => {
        const left = { runs, minutes, tokens: 0, dollars: null };
        const limited = limitTraining(definition.training, left, others);
        const isEnough = runs > others && minutes > others;
        assert.equal(limited.kind, isEnough ? "limited" : "nothingLeft");
        if (limited.kind === "nothingLeft") return;
        const { maxAttempts, maxRunMinutes } = limited.training;
        assert.ok(maxAttempts >= 1 && maxRunMinutes >= 1);
        assert.ok(maxAttempts + others <= runs);
        assert.ok(maxRunMinutes * (maxAttempts + others) <= minutes);
      }),
    );
  });
});

describe("costOf", () => {
  it("is hours by price", () => {
    assert.equal(costOf(90, { ...definition.training, dollarsPerHour: 2 }), 3);
  });
});
