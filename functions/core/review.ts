import * as z from "zod/mini";
import type { ModelDefinition } from "./catalogue/model-definition.ts";
import { canonicalJson, sha256Hex } from "./digest.ts";
import { hour, type Instant } from "./instant.ts";
import { shortHash } from "./names.ts";

/** What a person may be asked to allow. */
export type ReviewAction = "promote" | "rollback" | "retrain" | "pause";

/** A question to a person, bound to what was seen when it was asked. */
export interface Review {
  /** 12 hex digits, the same for the same question of the same instance. */
  id: string;
  model: string;
  action: ReviewAction;
  /** Orchestration that waits for the answer. */
  instance: string;
  /** One sentence that can be answered with yes or no. */
  question: string;
  /** SHA-256 of the canonical JSON of `seen`: an answer must quote it. */
  digest: string;
  /** All that the question was made from: verdict, versions, comparison. */
  seen: unknown;
  reasons: string[];
  askedAt: Instant;
  remindAt: Instant;
  /** From this instant on the answer is no. */
  expiresAt: Instant;
}

/** What a person says. */
export interface Answer {
  answer: "approve" | "reject";
  /** Digest of the review as the person saw it. */
  digest: string;
  /** Who answers. */
  by: string;
  reason?: string;
}

const answerShape = z.object({
  answer: z.enum(["approve", "reject"]),
  digest: z.string(),
  by: z.string(),
  reason: z.optional(z.string()),
});

/** An answer that came as an event, or null where it is none: anybody inside the network may raise events. */
export function parseAnswer(event: unknown): Answer | null {
  const read = answerShape.safeParse(event);
  return read.success ? read.data : null;
}

/** How a review ended. Silence is `expired` and means no. */
export type ReviewOutcome =
  | { kind: "approved"; by: string; at: Instant; reason: string | null }
  | { kind: "rejected"; by: string; at: Instant; reason: string | null }
  | { kind: "expired"; at: Instant };

/** Whether an answer counts. */
export type AnswerJudgement =
  | { kind: "accepted"; outcome: ReviewOutcome }
  | { kind: "refused"; reason: "stale" | "expired" | "answered" | "anonymous"; detail: string };

/** Puts a question: the same input gives the same id, digest and times. */
export function planReview(
  ask: Pick<Review, "model" | "action" | "instance" | "question" | "seen" | "reasons">,
  definition: ModelDefinition["review"],
  now: Instant,
): Review {
  const digest = sha256Hex(canonicalJson(ask.seen));
  return {
    ...ask,
    id: shortHash(`${ask.instance}\n${ask.action}\n${digest}`),
    digest,
    askedAt: now,
    remindAt: now + definition.reminderHours * hour,
    expiresAt: now + definition.hours * hour,
  };
}

/** Judges an answer that arrives at `now`; `outcome` is how the review ended before, or null while it is open. */
export function judgeAnswer(
  review: Review,
  outcome: ReviewOutcome | null,
  answer: Answer,
  now: Instant,
): AnswerJudgement {
  const subject = `Review ${review.id} of ${review.model}`;
  if (outcome !== null && outcome.kind !== "expired") {
    return refuse("answered", `${subject} was already ${outcome.kind} by ${outcome.by}.`);
  }
  if (outcome !== null || now >= review.expiresAt) {
    return refuse("expired", `${subject} has expired, which means no. Ask for a new one.`);
  }
  if (answer.digest !== review.digest) {
    return refuse(
      "stale",
      `${subject}: the answer quotes digest ${answer.digest.slice(0, 12)}, the question has ${review.digest.slice(0, 12)}. Read the question again, then answer.`,
    );
  }
  if (answer.by.trim() === "") {
    return refuse("anonymous", `${subject}: the answer has no name. Say who answers.`);
  }
  const kind = answer.answer === "approve" ? "approved" : "rejected";
  return {
    kind: "accepted",
    outcome: { kind, by: answer.by.trim(), at: now, reason: answer.reason ?? null },
  };
}

function refuse(
  reason: "stale" | "expired" | "answered" | "anonymous",
  detail: string,
): AnswerJudgement {
  return { kind: "refused", reason, detail };
}
