import type { OrchestrationContext } from "durable-functions";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import { describeReview } from "../core/describe-review.ts";
import type { Decision } from "../core/ledger.ts";
import { events } from "../core/names.ts";
import { planReview, type Review, type ReviewOutcome } from "../core/review.ts";
import { askEntity } from "./ask-entity.ts";
import { record } from "./record.ts";
import type { Recipe } from "./steps.ts";
import { tell } from "./tell.ts";
import { answerOrSilence, now } from "./waits.ts";

/** What a person is asked about one model. */
export interface Ask extends Pick<Review, "model" | "action" | "question" | "seen" | "reasons"> {
  /** @default lifecycle */
  pattern?: Decision["pattern"];
}

/** Asks a person and waits: a reminder on the way, the first answer that counts, and no where nobody answers. */
export function* askPerson(
  context: OrchestrationContext,
  ask: Ask,
  rule: ModelDefinition["review"],
): Recipe<ReviewOutcome> {
  const { pattern = "lifecycle", model, action, question, seen, reasons } = ask;
  const asked = { model, action, question, seen, reasons, instance: context.df.instanceId };
  const review = planReview(asked, rule, now(context));
  yield* askEntity(context, "reviews", ask.model, { kind: "open", review });
  yield* recordReview(context, pattern, review, null);
  yield* tell(context, ask.model, describeReview(review, "asked"));
  const outcome = yield* answerTo(context, review);
  yield* recordReview(context, pattern, review, outcome);
  return outcome;
}

function* answerTo(context: OrchestrationContext, review: Review): Recipe<ReviewOutcome> {
  let event = context.df.waitForExternalEvent(events.approval);
  let until = review.remindAt;
  for (;;) {
    const word = yield* answerOrSilence(context, review, event, until);
    if (word.kind === "expired") {
      const at = now(context);
      yield* askEntity(context, "reviews", review.model, {
        kind: "expire",
        id: review.id,
        now: at,
      });
      return { kind: "expired", at };
    }
    if (word.kind === "remind") {
      yield* tell(context, review.model, describeReview(review, "reminder"));
      until = review.expiresAt;
      continue;
    }
    if (word.kind === "noise") {
      event = context.df.waitForExternalEvent(events.approval);
      continue;
    }
    const judged = yield* askEntity(context, "reviews", review.model, {
      kind: "answer",
      id: review.id,
      answer: word.answer,
      now: now(context),
    });
    if (judged.kind === "accepted") return judged.outcome;
    event = context.df.waitForExternalEvent(events.approval);
  }
}

function* recordReview(
  context: OrchestrationContext,
  pattern: Decision["pattern"],
  review: Review,
  outcome: ReviewOutcome | null,
): Recipe<void> {
  const said = outcome === null || outcome.kind === "expired" ? [] : [outcome.reason ?? ""];
  yield* record(context, {
    step: `review/${review.id}/${outcome === null ? "asked" : "ended"}`,
    model: review.model,
    pattern,
    kind: "review",
    inputs: { review, outcome },
    verdict: outcome?.kind ?? null,
    action: review.action,
    autonomy: "propose",
    reasons: [review.question, ...review.reasons, ...said.filter((reason) => reason !== "")],
  });
}
