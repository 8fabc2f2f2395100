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

  it("says what to do about a limit, in one line of a card", () => {
    const hours = (...ends: number[]) => ends.map((end) => now - end * hour);
    for (const [ends, mend] of [
      [hours(3, 6, 9, 12), /Those of new files count; a new file is trained on regardless\.$/],
      [hours(1), /may start at .+ A new file is trained on regardless\.$/],
      [Array(10).fill(now - minute), /Wait, or see what acts so often: nightshift explain\.$/],
    ] as const) {
      const actions = ends.map(
        (endedAt): PastAction => ({ action: "retrain", instance: "i", endedAt, outcome: "done" }),
      );
      const plan = planRetrain({ ...newGuard, actions }, "response:films:1", now);
      assert.ok(plan.kind === "refused");
      assert.match(plan.reason, mend);
      assert.ok(`why not: ${plan.reason}`.length <= 150, plan.reason);
    }
  });

  it("leaves the alert to a retrain that runs already", () => {
    const grant = {
      action: "retrain" as const,
      instance: "lifecycle:films:1",
      grantedAt: now - hour,
      expiresAt: now + hour,
      from: "8",
      to: null,
    };
    const plan = planRetrain({ ...newGuard, grant }, "response:films:1", now);
    assert.equal(plan.kind, "underWay");
    const expired = { ...newGuard, grant: { ...grant, expiresAt: now } };
    assert.equal(planRetrain(expired, "response:films:1", now).kind, "retrain");
  });

  it("waits two hours after the last one", () => {
    assert.equal(retrainsAt(now - 119 * minute), "refused");
    assert.equal(retrainsAt(now - 121 * minute), "retrain");
  });
});
