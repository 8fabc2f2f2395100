import type { Command } from "commander";
import type { AppApi } from "../platform/app-api.ts";
import type { OpenReview } from "../platform/app-replies.ts";
import { Refusal } from "../platform/refusal.ts";
import { describeComparison, findComparison, withoutMetrics } from "../rehearsal/comparison.ts";
import { formatInstant } from "../rehearsal/format.ts";
import { defaultPerson } from "./add-command.ts";
import { commandsFor } from "./command-name.ts";
import { type AppOptions, addAppCommand, connectApp } from "./connect-app.ts";
import { createOutput, type Output } from "./output.ts";

interface AnswerOptions extends AppOptions {
  by: string;
  reason?: string;
}

/** `nightshift reviews`, `approve` and `reject`: what waits for a person, and the answers. */
export function addReviews(program: Command): void {
  addAppCommand(program, "reviews", {
    description: "Show every question that waits for a person, with what it was made from.",
    example: "reviews",
  }).action(async (options: AppOptions) => {
    const reviews = await connectApp(options).app.reviews();
    const output = createOutput(options.json ? "json" : "people");
    for (const { id, askedAt, ...review } of reviews)
      output.event({ type: "review", at: askedAt, review: id, state: "asked", ...review });
    for (const review of reviews) showReview(review, commandsFor(options), output);
    if (reviews.length === 0) output.line("Nothing waits for a person.");
  });
  addAnswer(program, "approve", "Say yes to a question: what it asks for is done.");
  addAnswer(program, "reject", "Say no to a question: the champion stays.");
}

function addAnswer(program: Command, answer: "approve" | "reject", description: string): void {
  addAppCommand(program, `${answer} <review>`, {
    description,
    example: `${answer} 3f9a1c02b7de --reason "looked at the slices"`,
  })
    .option("--by <name>", "who answers; in Azure whoever signed in", defaultPerson())
    .option("--reason <text>", "why, for the ledger")
    .action(async (id: string, options: AnswerOptions) => {
      const { app, now, nameOf } = connectApp(options);
      const review = await findReview(app, id);
      const { by, reason } = options;
      await app.answer(review.id, { answer, digest: review.digest, by, reason });
      const state = answer === "approve" ? "approved" : "rejected";
      const output = createOutput(options.json ? "json" : "people");
      const at = await now();
      output.event({
        type: "review",
        at,
        model: review.model,
        review: review.id,
        state,
        by: nameOf(by),
      });
      output.line(`Review ${review.id} of ${review.model}: ${state} by ${nameOf(by)}.`);
    });
}

/** The open review with this id, or the start of one. Throws a Refusal that lists what is open. */
async function findReview(app: AppApi, id: string): Promise<OpenReview> {
  const reviews = await app.reviews();
  const found = reviews.filter((review) => review.id.startsWith(id));
  if (found.length === 1 && found[0]) return found[0];
  const open = reviews.map((review) => `${review.id} (${review.model})`).join(", ") || "none";
  const problem = found.length === 0 ? "no open review has this id" : "several reviews begin so";
  throw new Refusal(`Review ${id}: ${problem}. Open: ${open}.`);
}

function showReview(
  review: OpenReview,
  commandOf: (words: string) => string,
  output: Output,
): void {
  output.line(output.paint("strong", `${review.model}: ${review.question}`));
  const comparison = findComparison(review);
  for (const reason of withoutMetrics(review.reasons, comparison)) output.line(`  ${reason}`);
  for (const line of describeComparison(comparison)) output.line(`    ${line}`);
  output.line(
    `  asked ${formatInstant(review.askedAt)}, expires ${formatInstant(review.expiresAt)}`,
  );
  output.line(output.paint("ask", `  ${commandOf(`approve ${review.id}`)}`));
  output.line(output.paint("ask", `  ${commandOf(`reject ${review.id}`)}`));
  output.line();
}
