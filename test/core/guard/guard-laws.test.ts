import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  type GuardRequest,
  type GuardState,
  newGuard,
  type Wish,
} from "../../../functions/core/guard/guard-state.ts";
import { reduceGuard } from "../../../functions/core/guard/reduce-guard.ts";
import { minute } from "../../../functions/core/instant.ts";

describe("the laws of reduceGuard", () => {
  it("hold over any history of requests", () => {
    fc.assert(
      fc.property(fc.array(requests(), { maxLength: 40 }), (history) => {
        let state = newGuard;
        let now = 0;
        for (const { request, later } of history) {
          now += later;
          const step = reduceGuard(state, { ...request, now });
          checkStep(state, { ...request, now }, step);
          state = step.state;
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function checkStep(
  before: GuardState,
  request: GuardRequest,
  step: ReturnType<typeof reduceGuard>,
) {
  const { state, answer } = step;
  assert(
    state.predecessors.length <= 20 && state.actions.length <= 50 && state.rolledBack.length <= 50,
  );
  assert.deepEqual(JSON.parse(JSON.stringify(state)), state);
  assert.notEqual(state.predecessors[0]?.version ?? null, state.champion ?? undefined);
  if (answer.kind === "refused")
    assert.equal(state.grant?.action, keptGrant(before, state)?.action);
  if (answer.kind !== "granted") return;
  assert(request.kind === "ask");
  const { grant } = answer;
  assert.equal(grant.instance, request.instance);
  assert.deepEqual(state.grant, grant);
  const isAlive = before.grant !== null && request.now < before.grant.expiresAt;
  if (isAlive && before.grant?.instance !== request.instance) {
    assert(grant.action === "rollback", "only a rollback takes leave from another instance");
    assert(before.grant?.action === "retrain" || before.grant?.action === "improve");
  }
  if (grant.to === null) return;
  assert(request.seen === grant.from || request.seen === grant.to);
  assert.notEqual(grant.from, grant.to);
  if (request.approvedBy) return;
  assert(!before.rolledBack.includes(grant.to), "no version comes back by itself after a rollback");
  const again = reduceGuard(state, request);
  assert.deepEqual(again, { state, answer }, "the same request gets the same answer");
}

/** A refusal never makes a grant: it keeps, or takes back, the one there was. */
function keptGrant(before: GuardState, after: GuardState) {
  return after.grant === null ? null : before.grant;
}

function requests() {
  const version = fc.constantFrom("1", "2", "3", "4");
  const seen = fc.oneof(version, fc.constant(null));
  const instance = fc.constantFrom("a", "b", "c");
  const wish: fc.Arbitrary<Wish> = fc.oneof(
    fc.record({ action: fc.constant("promote" as const), candidate: version, expected: seen }),
    fc.record({ action: fc.constant("rollback" as const), from: version }),
    fc.record({
      action: fc.constantFrom("retrain" as const, "improve" as const, "pause" as const),
    }),
  );
  const request: fc.Arbitrary<GuardRequest> = fc.oneof(
    fc.record({
      kind: fc.constant("ask" as const),
      wish,
      instance,
      seen,
      approvedBy: fc.constantFrom(null, null, null, "ada"),
      now: fc.constant(0),
    }),
    fc.record({
      kind: fc.constant("report" as const),
      instance,
      outcome: fc.constantFrom("done" as const, "failed" as const),
      champion: seen,
      now: fc.constant(0),
    }),
    fc.record({ kind: fc.constant("observe" as const), champion: seen, now: fc.constant(0) }),
  );
  return fc.record({ request, later: fc.constantFrom(0, minute, 20 * minute, 600 * minute) });
}
