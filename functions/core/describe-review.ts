import type { IncidentCard } from "./incident.ts";
import { isoOf } from "./instant.ts";
import type { Review } from "./review.ts";

const mostReasons = 5;

/** The card of a question: what is asked, why, until when, and how to answer. A reminder has a key of its own. */
export function describeReview(review: Review, telling: "asked" | "reminder"): IncidentCard {
  const prefix = telling === "asked" ? "Review" : "Reminder";
  return {
    title: `[review] ${review.model}: ${review.question}`,
    text: [
      `${prefix} ${review.id}: ${review.question}`,
      ...review.reasons.slice(0, mostReasons).map((reason) => `  ${reason}`),
      `Yes: nightshift approve ${review.id}`,
      `No: nightshift reject ${review.id}`,
      `Silence means no, from ${isoOf(review.expiresAt)} on.`,
    ].join("\n"),
    severity: "warning",
    key: `nightshift:${review.model}:${review.id}:${telling}`,
  };
}
