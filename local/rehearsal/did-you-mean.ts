import { nearestName } from "../../functions/core/catalogue/nearest-name.ts";

/** Mend of an unknown word: the nearest known one, or all of them. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = nearestName(word, known);
  if (near) return `Did you mean ${near}?`;
  return known.length === 0 ? "There are none." : `Known: ${known.join(", ")}.`;
}
