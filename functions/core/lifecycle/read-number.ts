import type { CandidateRun, MissingEvidence } from "./evidence.ts";

/** A number as logged, or null with what is missing where it cannot be used. */
export interface LoggedNumber {
  value: number | null;
  missing: MissingEvidence[];
}

/** Range of a logged number, and whether a run may leave it out. */
export interface NumberRule {
  min?: number;
  max?: number;
  optional?: true;
}

/** Reads one logged number. */
export function readNumber(run: CandidateRun, key: string, rule: NumberRule = {}): LoggedNumber {
  if (!Object.hasOwn(run.metrics, key)) {
    const detail = `Run ${run.runId} does not log ${key}.`;
    return { value: null, missing: rule.optional ? [] : [{ what: key, reason: "absent", detail }] };
  }
  return checkNumber(run.metrics[key] ?? null, key, rule);
}

/** Checks one number that was logged under `what`. */
export function checkNumber(
  value: number | null,
  what: string,
  { min, max }: NumberRule,
): LoggedNumber {
  if (value === null || !Number.isFinite(value)) {
    const detail = `${what} is ${value ?? "not a number"}; it must be a finite number.`;
    return { value: null, missing: [{ what, reason: "notFinite", detail }] };
  }
  if (value < (min ?? value) || value > (max ?? value)) {
    const detail = `${what} is ${value}; it must be from ${min ?? "-∞"} to ${max ?? "∞"}.`;
    return { value: null, missing: [{ what, reason: "outOfRange", detail }] };
  }
  return { value, missing: [] };
}
