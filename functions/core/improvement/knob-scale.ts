import type { ModelDefinition } from "../catalogue/model-definition.ts";

/** What the catalogue declares about one hyperparameter. */
export type KnobRange = ModelDefinition["improvement"]["hyperparameters"][string];

/** Place of a value in its range: 0 at the smallest, 1 at the largest, on the range's own scale. */
export function placeOf(value: number, { min, max, scale }: KnobRange): number {
  if (min === max) return 0;
  const clamped = Math.min(max, Math.max(min, value));
  return scale === "log"
    ? Math.log(clamped / min) / Math.log(max / min)
    : (clamped - min) / (max - min);
}

/** Value at a place of the range; places outside count as its ends. Three significant digits, or whole. */
export function valueAt(place: number, { min, max, scale, integer }: KnobRange): number {
  const inside = Math.min(1, Math.max(0, place));
  const exact = scale === "log" ? min * (max / min) ** inside : min + inside * (max - min);
  const value = integer ? Math.round(exact) : Number(exact.toPrecision(3));
  const [least, most] = integer ? [Math.ceil(min), Math.floor(max)] : [min, max];
  return Math.min(most, Math.max(least, value));
}
