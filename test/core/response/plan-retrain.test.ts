import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { newGuard, type PastAction } from "../../../functions/core/guard/guard-state.ts";
import { day, hour, minute } from "../../../functions/core/instant.ts";
import { planRetrain } from "../../../functions/core/response/plan-retrain.ts";

const now = 10 * day;

describe("planRetrain", () => {
  const retrainsAt = (...ends: number[]) => {
    const actions = ends.map(
      (endedAt): PastAction => ({ action: "retrain", instance: "i", endedAt, outcome: "done" }),
    );
    return planRetrain({ ...newGuard, actions }, "response:films:1", now).kind;
  };

  it("allows four retrains a day", () => {
    const three = [3, 6, 9].map((hours) => now - hours * hour);
    assert.equal(retrainsAt(...three), "retrain");
    assert.equal(retrainsAt(...three, now - 12 * hour), "refused");
    assert.equal(retrainsAt(...three, now - 25 * hour), "retrain");
  });

  it("waits two hours after the last one", () => {
    assert.equal(retrainsAt(now - 119 * minute), "refused");
    assert.equal(retrainsAt(now - 121 * minute), "retrain");
  });
});
