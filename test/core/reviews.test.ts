import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { planReview, type Review } from "../../functions/core/review.ts";
import {
  findReview,
  openReviews,
  type ReviewsRequest,
  type ReviewsState,
  reduceReviews,
} from "../../functions/core/reviews.ts";

const start = Date.parse("2026-03-01T22:00:00.000Z");
const hour = 3600_000;

describe("reduceReviews", () => {
  it("puts the same question once", () => {
    const review = ask("8");
    const { state } = play([open(review), open(review)]);
    assert.equal(state.length, 1);
    assert.deepEqual(openReviews(state), [review]);
  });

  it("takes the first answer that counts, and no second one", () => {
    const review = ask("8");
    const { state, answers } = play([open(review), say(review, "approve"), say(review, "reject")]);
    assert.deepEqual(
      answers.map((answer) => answer.kind),
      ["opened", "accepted", "refused"],
    );
    assert.equal(findReview(state, review.id)?.outcome?.kind, "approved");
    assert.deepEqual(openReviews(state), []);
  });

  it("reads silence as no, and takes no answer after it", () => {
    const review = ask("8");
    const expire = { kind: "expire", id: review.id, now: review.expiresAt } as const;
    const { answers } = play([open(review), expire, say(review, "approve")]);
    assert.deepEqual(answers.at(-1), {
      kind: "refused",
      reason: "expired",
      detail: `Review ${review.id} of films has expired, which means no. Ask for a new one.`,
    });
  });

  it("keeps an answer that came before the expiry", () => {
    const review = ask("8");
    const expire = { kind: "expire", id: review.id, now: review.expiresAt } as const;
    const { state } = play([open(review), say(review, "approve"), expire]);
    assert.equal(findReview(state, review.id)?.outcome?.kind, "approved");
  });

  it("does not know a question that was never put", () => {
    const { answers } = play([say(ask("8"), "approve")]);
    assert.equal(answers[0]?.kind, "unknown");
  });

  it("forgets what was seen, and old questions, but never an open one", () => {
    const reviews = Array.from({ length: 60 }, (_, version) => ask(String(version)));
    const [oldest] = reviews;
    assert.ok(oldest !== undefined);
    const rest = reviews.slice(1).flatMap((review) => [open(review), say(review, "reject")]);
    const { state } = play([open(oldest), ...rest]);
    assert.ok(state.length <= 23, `${state.length} are kept`);
    assert.deepEqual(openReviews(state), [oldest]);
    const closed = state.filter(({ outcome }) => outcome !== null);
    assert.ok(closed.every(({ review }) => review.seen === null));
  });
});

function play(requests: ReviewsRequest[]) {
  let state: ReviewsState = [];
  const answers = requests.map((request) => {
    const step = reduceReviews(state, request);
    state = step.state;
    return step.answer;
  });
  return { state, answers };
}

function ask(version: string): Review {
  const question = `Promote version ${version}?`;
  const about = { model: "films", action: "promote", instance: "lifecycle:films:1" } as const;
  const rule = { hours: 24, reminderHours: 8 };
  return planReview({ ...about, question, seen: { version }, reasons: [] }, rule, start);
}

function open(review: Review): ReviewsRequest {
  return { kind: "open", review };
}

function say({ id, digest }: Review, answer: "approve" | "reject"): ReviewsRequest {
  return { kind: "answer", id, answer: { answer, digest, by: "ana" }, now: start + hour };
}
