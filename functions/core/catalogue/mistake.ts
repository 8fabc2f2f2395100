/** One thing that is wrong with what a person wrote, and how to mend it. */
export interface Mistake {
  /** Where, as a path of keys: `churn.input.columns.age.min`. */
  path: string;
  /** What stands there, as short JSON. */
  value: string;
  /** What must hold, as the rest of a sentence: `must be a number from 1 to 24`. */
  rule: string;
  /** What to write instead, as a sentence. */
  mend: string;
}

/** One line a mistake: path, value, rule, mend. */
export function describeMistakes(mistakes: readonly Mistake[]): string {
  return mistakes
    .map(({ path, value, rule, mend }) => `${path}: ${value} ${rule}. ${mend}`)
    .join("\n");
}

const longestValue = 80;

/** A value as short JSON for a message; `nothing` where there is none. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value) ?? typeof value;
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`;
}
