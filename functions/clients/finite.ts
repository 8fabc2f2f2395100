import type { Known } from "../core/dataset/dataset-facts.ts";

/** A number as a fact; unknown where it is NaN or infinite, which JSON cannot carry. */
export function finite(value: number): Known<number> {
  if (Number.isFinite(value)) return { kind: "known", value };
  return { kind: "unknown", reason: `it is ${value}` };
}
