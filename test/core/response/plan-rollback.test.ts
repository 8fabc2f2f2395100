import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type GuardState, newGuard } from "../../../functions/core/guard/guard-state.ts";
import { hour } from "../../../functions/core/instant.ts";
import {
  planRollback,
  type RollbackRequest,
} from "../../../functions/core/response/plan-rollback.ts";

const now = Date.UTC(2026, 0, 1);
const predecessor = { version: "2", replacedAt: now - hour, by: "promote" as const };
const guard: GuardState = {
  ...newGuard,
  champion: "3",
  sight: "seen",
  predecessors: [predecessor],
};
const pastRollback = (endedAt: number) => ({
  ...guard,
  actions: [{ action: "rollback" as const, instance: "x", endedAt, outcome: "done" as const }],
});
const request: RollbackRequest = {
  instance: "response:churn:0123456789ab",
  alertVersion: "3",
  champion: "3",
  guard,
  predecessorStatus: "READY",
  badWindow: null,
  now,
};

const told = (change: Partial<RollbackRequest>) => {
  const plan = planRollback({ ...request, ...change });
  return "reason" in plan ? `${plan.kind}: ${plan.reason}` : plan.kind;
};

describe("planRollback", () => {
  it("goes from the version that the alert is about to the recorded predecessor", () => {
    assert.deepEqual(planRollback(request), { kind: "rollback", from: "3", to: "2" });
  });

  for (const [rule, change, expected] of [
    ["a model without a champion", { champion: null }, /^none: The model has no champion/],
    [
      "an alert about a version that is not in production",
      { alertVersion: "2" },
      /^none: .*about version 2, the champion is 3/,
    ],
    ["an alert that tells no version", { alertVersion: null }, /^ask: The alert does not tell/],
    [
      "no recorded predecessor",
      { guard: { ...guard, predecessors: [] } },
      /^refused: No champion before version 3/,
    ],
    ["a predecessor that is gone", { predecessorStatus: null }, /^refused: Version 2 is gone/],
    [
      "a predecessor that is not ready",
      { predecessorStatus: "FAILED_REGISTRATION" },
      /^refused: Version 2 is FAILED/,
    ],
    [
      "a predecessor that was itself rolled back",
      { guard: { ...guard, rolledBack: ["2"] } },
      /^refused: Version 2 was itself rolled back/,
    ],
    [
      "a predecessor that is no better on the bad window",
      { badWindow: { champion: 0.2, predecessor: 0.2 } },
      /^refused: Version 2 is no better/,
    ],
    [
      "a bad window that is not a number",
      { badWindow: { champion: 0.2, predecessor: Number.NaN } },
      /^refused/,
    ],
    [
      "a predecessor that is better on the bad window",
      { badWindow: { champion: 0.2, predecessor: 0.19 } },
      /^rollback$/,
    ],
    [
      "a predecessor that somebody else replaced",
      { guard: { ...guard, predecessors: [{ ...predecessor, by: "outside" as const }] } },
      /^ask: Somebody else replaced version 2/,
    ],
    [
      "a champion that somebody else made",
      { alertVersion: "9", champion: "9" },
      /^ask: Somebody else replaced version 3 by 9/,
    ],
    [
      "a second rollback inside the window",
      { guard: pastRollback(now - 24 * hour + 1) },
      /^ask: A rollback ended/,
    ],
    ["a second rollback after the window", { guard: pastRollback(now - 24 * hour) }, /^rollback$/],
  ] as [string, Partial<RollbackRequest>, RegExp][]) {
    it(`answers ${rule} with its documented outcome`, () => {
      assert.match(told(change), expected);
    });
  }
});
