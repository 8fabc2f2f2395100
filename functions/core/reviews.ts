import type { Instant } from "./instant.ts";
import {
  type Answer,
  type AnswerJudgement,
  judgeAnswer,
  type Review,
  type ReviewOutcome,
} from "./review.ts";

/** A question and how it ended; null while it is open. */
export interface ReviewRecord {
  review: Review;
  outcome: ReviewOutcome | null;
}

/** All questions about one model that are open, and the last ones that are not, newest first. */
export type ReviewsState = readonly ReviewRecord[];

/** What is asked of the reviews entity. */
export type ReviewsRequest =
  /** A question is put. Put twice, it is one. */
  | { kind: "open"; review: Review }
  /** A person answers. */
  | { kind: "answer"; id: string; answer: Answer; now: Instant }
  /** Nobody answered in time. */
  | { kind: "expire"; id: string; now: Instant };

/** What the reviews entity answers. */
export type ReviewsAnswer =
  | { kind: "opened"; review: Review }
  | { kind: "expired" }
  | { kind: "unknown"; id: string }
  | AnswerJudgement;

const mostClosed = 20;

/** Decides what becomes of a model's questions: the first accepted answer counts, silence means no. */
export function reduceReviews(
  state: ReviewsState,
  request: ReviewsRequest,
): { state: ReviewsState; answer: ReviewsAnswer } {
  if (request.kind === "open") return open(state, request.review);
  const found = findReview(state, request.id);
  if (found === null) return { state, answer: { kind: "unknown", id: request.id } };
  const { review } = found;
  if (request.kind === "expire") {
    const outcome = found.outcome ?? { kind: "expired" as const, at: request.now };
    return { state: close(state, review, outcome), answer: { kind: "expired" } };
  }
  const answer = judgeAnswer(review, found.outcome, request.answer, request.now);
  if (answer.kind === "refused") return { state, answer };
  return { state: close(state, review, answer.outcome), answer };
}

/** The question with this id, or null. */
export function findReview(state: ReviewsState, id: string): ReviewRecord | null {
  return state.find(({ review }) => review.id === id) ?? null;
}

/** Questions that nobody has answered; the orchestration that waits ends each when its time is over. */
export function openReviews(state: ReviewsState): Review[] {
  return state.filter(({ outcome }) => outcome === null).map(({ review }) => review);
}

function open(state: ReviewsState, review: Review) {
  const known = findReview(state, review.id);
  if (known !== null) return { state, answer: { kind: "opened" as const, review: known.review } };
  const closed = state.filter(({ outcome }) => outcome !== null).slice(0, mostClosed);
  const stillOpen = state.filter(({ outcome }) => outcome === null);
  return {
    state: [{ review, outcome: null }, ...stillOpen, ...closed],
    answer: { kind: "opened" as const, review },
  };
}

/** What was seen stays in the ledger; the entity keeps only what later answers are judged by. */
function close(state: ReviewsState, review: Review, outcome: ReviewOutcome): ReviewsState {
  return state.map((record) =>
    record.review.id === review.id ? { review: { ...review, seen: null }, outcome } : record,
  );
}
