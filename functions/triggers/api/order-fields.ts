import * as z from "zod/mini";
import { allModels } from "../../core/names.ts";

const textOf = (most: number, rule: string) =>
  z
    .string(rule)
    .check(z.minLength(1, rule), z.maxLength(most, `must have at most ${most} characters`));

/** Who gives an order: taken from the sign-in where there is one. */
export const byField = textOf(200, "must name who asks");

/** Why, in a person's words. */
export const reasonField = z
  .string("must be text")
  .check(z.maxLength(2000, "must have at most 2000 characters"));

/** A model of the catalogue. */
export function modelField(models: readonly string[]) {
  return z.enum(models, `must be one of ${models.join(", ")}`);
}

/** A model of the catalogue, or all. */
export function scopeField(models: readonly string[]) {
  return z._default(modelField([...models, allModels]), allModels);
}
