import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { hour } from "../../functions/core/instant.ts";
import { judgeAnswer, parseAnswer, planReview } from "../../functions/core/review.ts";

const ask = {
  model: "churn",
  action: "promote" as const,
  instance: "lifecycle:churn:0123456789ab",
  question: "Promote version 2 over version 1?",
  seen: { candidate: "2", champion: "1" },
  reasons: ["The targets are better, but mape is not shown to be safe."],
};
const now = Date.UTC(2026, 0, 1);
const review = planReview(ask, { hours: 24, reminderHours: 8 }, now);
const answer = { answer: "approve" as const, digest: review.digest, by: "ada" };

describe("planReview", () => {
  it("gives the same question the same id, and another one for anything else that was seen", () => {
    const rule = { hours: 24, reminderHours: 8 };
    assert.deepEqual(
      planReview({ ...ask, seen: { champion: "1", candidate: "2" } }, rule, now),
      review,
    );
    const other = planReview({ ...ask, seen: { candidate: "3", champion: "1" } }, rule, now);
    assert.notEqual(other.id, review.id);
    assert.notEqual(other.digest, review.digest);
  });

  it("reminds and expires after the definition's hours", () => {
    assert.equal(review.remindAt - now, 8 * hour);
    assert.equal(review.expiresAt - now, 24 * hour);
  });
});

describe("judgeAnswer", () => {
  it("accepts a yes or a no in time, with the digest, from somebody", () => {
    const last = review.expiresAt - 1;
    const yes = judgeAnswer(review, null, answer, last);
    assert.deepEqual(yes, {
      kind: "accepted",
      outcome: { kind: "approved", by: "ada", at: last, reason: null },
    });
    const no = judgeAnswer(review, null, { ...answer, answer: "reject", reason: "not now" }, now);
    assert(no.kind === "accepted");
    assert.deepEqual(no.outcome, { kind: "rejected", by: "ada", at: now, reason: "not now" });
  });

  const approved = { kind: "approved", by: "bob", at: now, reason: null } as const;
  for (const [rule, outcome, change, at, reason] of [
    ["at its expiry", null, {}, review.expiresAt, "expired"],
    ["to a review that has expired", { kind: "expired", at: now } as const, {}, now, "expired"],
    ["to a review that was answered", approved, {}, now, "answered"],
    ["with another digest", null, { digest: "0".repeat(64) }, now, "stale"],
    ["with an empty digest", null, { digest: "" }, now, "stale"],
    ["without a name", null, { by: " " }, now, "anonymous"],
  ] as const) {
    it(`refuses an answer ${rule}`, () => {
      const judged = judgeAnswer(review, outcome, { ...answer, ...change }, at);
      assert(judged.kind === "refused");
      assert.equal(judged.reason, reason);
      assert.match(judged.detail, new RegExp(`^Review ${review.id} of churn`));
    });
  }
});

describe("parseAnswer", () => {
  it("reads an answer, and nothing else that an event may hold", () => {
    assert.deepEqual(parseAnswer(answer), answer);
    for (const noise of [
      null,
      7,
      "approve",
      { garbage: 7 },
      { ...answer, digest: 1 },
      { ...answer, answer: "yes" },
    ]) {
      assert.equal(parseAnswer(noise), null);
    }
  });
});
