import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { holdInForce, reduceHold } from "../../functions/core/hold.ts";
import { judgePermission, type PermissionRequest } from "../../functions/core/permission.ts";

const levels = ["observe", "propose", "act"] as const;
const grades = ["none", "weak", "fair", "strong"] as const;
const hold = { by: "ada", reason: "audit", since: "2026-01-01T00:00:00.000Z" };
const autonomy = { promote: "act", rollback: "act", retrain: "act", pause: "act" } as const;
const request: PermissionRequest = {
  action: "promote",
  autonomy,
  hold: null,
  evidence: "strong",
  undo: "nightshift rolls back to version 1",
};

describe("judgePermission", () => {
  for (const [change, kind] of [
    [{}, "act"],
    [{ evidence: "fair" }, "act"],
    [{ evidence: "weak" }, "propose"],
    [{ evidence: "weak", leastEvidence: "weak" }, "act"],
    [{ evidence: "none", leastEvidence: "none" }, "propose"],
    [{ undo: null }, "propose"],
    [{ autonomy: { ...autonomy, promote: "propose" } }, "propose"],
    [{ autonomy: { ...autonomy, promote: "observe" } }, "observe"],
    [{ autonomy: { ...autonomy, promote: "observe" }, hold }, "held"],
    [{ hold }, "held"],
  ] as const) {
    it(`answers ${kind} to ${JSON.stringify(change)}`, () => {
      assert.equal(judgePermission({ ...request, ...change }).kind, kind);
    });
  }

  it("acts only where autonomy is act, nothing holds, evidence is enough and the effect can be undone", () => {
    const requests: fc.Arbitrary<PermissionRequest> = fc.record({
      action: fc.constantFrom("promote", "rollback", "retrain", "pause"),
      autonomy: fc.record({
        promote: fc.constantFrom(...levels),
        rollback: fc.constantFrom(...levels),
        retrain: fc.constantFrom(...levels),
        pause: fc.constantFrom(...levels),
      }),
      hold: fc.constantFrom(null, hold),
      evidence: fc.constantFrom(...grades),
      leastEvidence: fc.constantFrom(...grades),
      undo: fc.constantFrom(null, "undo"),
    });
    fc.assert(
      fc.property(requests, (any) => {
        if (judgePermission(any).kind !== "act") return;
        assert.equal(any.autonomy[any.action], "act");
        assert.equal(any.hold, null);
        assert.notEqual(any.undo, null);
        assert.notEqual(any.evidence, "none");
      }),
    );
  });
});

describe("reduceHold", () => {
  const now = Date.UTC(2026, 0, 1);

  it("keeps the first hold until it is lifted", () => {
    const first = reduceHold(null, { kind: "hold", by: "ada", reason: "audit", now });
    assert.deepEqual(first, hold);
    assert.equal(reduceHold(first, { kind: "hold", by: "bob", reason: "x", now }), first);
    assert.equal(reduceHold(first, { kind: "lift" }), null);
  });
});

describe("holdInForce", () => {
  it("is the model's own, else the one on all models", () => {
    const all = { ...hold, by: "bob" };
    assert.equal(holdInForce(hold, all), hold);
    assert.equal(holdInForce(null, all), all);
    assert.equal(holdInForce(null, null), null);
  });
});
