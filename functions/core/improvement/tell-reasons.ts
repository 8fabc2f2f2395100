import { printable } from "../printable.ts";

const longestReason = 500;
const mostNames = 5;

/** Reasons as people read them: each printable and at most 500 characters, at most `most` of them and how many more there are. */
export function tellReasons(reasons: readonly string[], most = 20): string[] {
  const told = reasons.slice(0, most).map((reason) => printable(reason, longestReason));
  const rest = reasons.length - told.length;
  return rest === 0 ? told : [...told, `And ${rest} more.`];
}

/** The first five of a list that others made, and how many more there are. */
export function listSome(names: readonly string[]): string {
  const rest = names.length - mostNames;
  return rest > 0 ? `${names.slice(0, mostNames).join(", ")} and ${rest} more` : names.join(", ");
}
