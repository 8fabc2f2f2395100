import type { HttpResponseInit } from "@azure/functions";
import type { DurableClient } from "durable-functions";
import * as z from "zod/mini";
import type { Catalogue } from "../../core/catalogue/model-definition.ts";
import { isoOf } from "../../core/instant.ts";
import { events } from "../../core/names.ts";
import {
  type Answer,
  type AnswerJudgement,
  judgeAnswer,
  type Review,
  type ReviewOutcome,
} from "../../core/review.ts";
import { findReview, openReviews, type ReviewRecord } from "../../core/reviews.ts";
import { byField, reasonField } from "./order-fields.ts";
import { readEntity } from "./read-entity.ts";
import type { RegisterRoute } from "./register-route.ts";
import { notFound, ok, readBody, refuse } from "./reply.ts";
import { settle } from "./settle.ts";

const answerBody = z.strictObject({
  answer: z.enum(["approve", "reject"], "must be approve or reject"),
  digest: z.string("must be the digest that GET /api/reviews shows"),
  by: byField,
  reason: z.optional(reasonField),
});

const statusOf = { stale: 409, expired: 410, answered: 410, anonymous: 400 } as const;

/** Registers `GET /api/reviews` and `POST /api/reviews/{id}`: what a person is asked, and the answer. */
export function registerReviews(route: RegisterRoute, catalogue: Catalogue): void {
  route("getReviews", "GET", "reviews", async (_, client) =>
    ok({ reviews: await readReviews(client, catalogue) }),
  );

  route("postReview", "POST", "reviews/{id}", async (request, client) => {
    const body = await readBody(request, answerBody);
    if (body.kind === "refused") return body.response;
    return await answerReview(client, catalogue, request.params.id ?? "", body.value);
  });
}

/** Reads every question that waits for a person. */
export async function readReviews(client: DurableClient, catalogue: Catalogue) {
  const states = await Promise.all(
    Object.keys(catalogue).map((model) => readEntity(client, "reviews", model)),
  );
  return states.flatMap((state) => openReviews(state ?? [])).map(show);
}

/** Answers one question: 200 with the outcome, or why the answer does not count. */
export async function answerReview(
  client: DurableClient,
  catalogue: Catalogue,
  id: string,
  said: Answer,
): Promise<HttpResponseInit> {
  const found = await find(client, Object.keys(catalogue), id);
  if (found === null) return notFound("id", id, "is no review", "List them: GET /api/reviews.");
  return await answer(client, found, said);
}

/** Hands the answer to the orchestration that asked, and tells what became of it: the first answer counts. */
async function answer(
  client: DurableClient,
  { review, outcome }: ReviewRecord,
  said: Answer,
): Promise<HttpResponseInit> {
  // Whether the review has expired is judged by the orchestration's own clock.
  const judged = judgeAnswer(review, outcome, said, review.askedAt);
  if (judged.kind === "refused") return refuseAnswer(review, judged);
  await client.raiseEvent(review.instance, events.approval, said);
  const closed = await settle(`the end of review ${review.id}`, async () => {
    const state = (await readEntity(client, "reviews", review.model)) ?? [];
    return findReview(state, review.id)?.outcome ?? null;
  });
  if (isOurs(closed, said)) return ok({ outcome: closed.kind });
  const late = judgeAnswer(review, closed, said, review.askedAt);
  return late.kind === "refused" ? refuseAnswer(review, late) : ok({ outcome: closed.kind });
}

function isOurs(outcome: ReviewOutcome, { answer, by }: Answer): boolean {
  const kind = answer === "approve" ? "approved" : "rejected";
  return outcome.kind === kind && outcome.by === by.trim();
}

function refuseAnswer(
  { id }: Review,
  { reason, detail }: Extract<AnswerJudgement, { kind: "refused" }>,
): HttpResponseInit {
  return refuse(statusOf[reason], [
    { path: "review", value: id, rule: `is ${reason}`, mend: detail },
  ]);
}

async function find(
  client: DurableClient,
  models: readonly string[],
  id: string,
): Promise<ReviewRecord | null> {
  for (const model of models) {
    const found = findReview((await readEntity(client, "reviews", model)) ?? [], id);
    if (found !== null) return found;
  }
  return null;
}

function show({ id, model, action, question, digest, askedAt, expiresAt, reasons, seen }: Review) {
  const comparison = comparisonOf(seen);
  const times = { askedAt: isoOf(askedAt), expiresAt: isoOf(expiresAt) };
  return { id, model, action, question, digest, ...times, reasons, comparison };
}

const judged = z.object({ verdict: z.object({ comparison: z.array(z.unknown()) }) });

function comparisonOf(seen: unknown): unknown[] {
  const read = z.safeParse(judged, seen);
  return read.success ? read.data.verdict.comparison : [];
}
