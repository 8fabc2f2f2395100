import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { describeReview } from "../../functions/core/describe-review.ts";
import { planReview } from "../../functions/core/review.ts";

const review = planReview(
  {
    model: "films",
    action: "promote",
    instance: "lifecycle:films:1",
    question: "Promote version 8 of films over version 7?",
    seen: {},
    reasons: Array.from({ length: 9 }, (_, number) => `reason ${number}`),
  },
  { hours: 24, reminderHours: 8 },
  Date.parse("2026-03-01T22:00:00.000Z"),
);

describe("describeReview", () => {
  it("says what is asked, why, until when, and how to answer", () => {
    const { title, text } = describeReview(review, "asked");
    assert.equal(title, "[review] films: Promote version 8 of films over version 7?");
    assert.match(text, /reason 0/);
    assert.doesNotMatch(text, /reason 5/);
    assert.match(text, new RegExp(`nightshift approve ${review.id}`));
    assert.match(text, /2026-03-02T22:00:00\.000Z/);
  });

  it("gives question and reminder keys of their own, so that a pager shows both", () => {
    assert.notEqual(describeReview(review, "asked").key, describeReview(review, "reminder").key);
  });
});
