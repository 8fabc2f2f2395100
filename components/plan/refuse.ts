import { describeMistakes, type Mistake } from "../../functions/core/catalogue/mistake.ts";

/** Throws one error that tells all mistakes of one subject, so that one run shows everything to mend. */
export function refuse(subject: string, mistakes: readonly Mistake[]): never {
  const count = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
  throw new Error(`${subject} has ${count}; nothing was created.\n${describeMistakes(mistakes)}`);
}
