import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  type AttemptEnd,
  maxAttempts,
  parseRetryAfter,
  planRetry,
} from "../../functions/clients/plan-retry.ts";

const now = Date.parse("2026-03-01T00:00:00Z");

function answered(status: number, retryAfter: string | null = null): AttemptEnd {
  return { kind: "answered", status, retryAfter };
}

describe("planRetry", () => {
  const cases: [string, AttemptEnd, "safe" | "never", "retry" | "stop"][] = [
    ["429 of a request that is not replayed", answered(429), "never", "retry"],
    ["429 of one that is", answered(429), "safe", "retry"],
    ["503 of a request that is not replayed", answered(503), "never", "stop"],
    ["503 of one that is", answered(503), "safe", "retry"],
    ["502 of one that is", answered(502), "safe", "retry"],
    ["504 of one that is", answered(504), "safe", "retry"],
    ["no answer to a request that is not replayed", { kind: "unanswered" }, "never", "stop"],
    ["no answer to one that is", { kind: "unanswered" }, "safe", "retry"],
    ["500, whose effect is not known", answered(500), "safe", "stop"],
    ["400", answered(400), "safe", "stop"],
    ["200", answered(200), "safe", "stop"],
  ];
  for (const [what, end, replay, kind] of cases) {
    it(`plans ${kind} after ${what}`, () => {
      assert.equal(planRetry({ end, attempt: 1, replay, now, chance: 0 }).kind, kind);
    });
  }

  it("waits as long as Retry-After says, whatever the backoff", () => {
    const plan = planRetry({
      end: answered(429, "7"),
      attempt: 1,
      replay: "never",
      now,
      chance: 0.9,
    });
    assert.deepEqual(plan, { kind: "retry", waitMs: 7_000 });
  });

  it("backs off twofold, from 0.25 to 20 s, jittered by at most half, and ends", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: maxAttempts - 1 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, chance) => {
          const plan = planRetry({ end: answered(429), attempt, replay: "never", now, chance });
          const ceiling = Math.min(500 * 2 ** (attempt - 1), 20_000);
          assert.ok(plan.kind === "retry");
          assert.ok(plan.waitMs >= ceiling / 2 && plan.waitMs <= ceiling);
        },
      ),
    );
    assert.deepEqual(
      planRetry({ end: answered(429), attempt: maxAttempts, replay: "never", now, chance: 0 }),
      { kind: "stop" },
    );
  });
});

describe("parseRetryAfter", () => {
  const cases: [string | null, number | null][] = [
    [null, null],
    ["0", 0],
    ["3", 3_000],
    ["1.5", 1_500],
    ["Sun, 01 Mar 2026 00:00:30 GMT", 30_000],
    ["Sat, 28 Feb 2026 00:00:00 GMT", 0],
    ["soon", null],
    ["", null],
  ];
  for (const [header, ms] of cases) {
    it(`reads ${JSON.stringify(header)} as ${ms} ms`, () => {
      assert.equal(parseRetryAfter(header, now), ms);
    });
  }
});
