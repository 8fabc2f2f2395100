import * as z from "zod/mini";
import { describeIssue } from "../../functions/core/catalogue/describe-issue.ts";
import type { Mistake } from "../../functions/core/catalogue/mistake.ts";

type Shaped = z.ZodMiniObject;

/** What is wrong with the shape of each setting by itself. */
export function findShapeMistakes(schema: Shaped, input: unknown): Mistake[] {
  const issues = schema.safeParse(input).error?.issues ?? [];
  if (issues.length === 0) return [];
  const words = z.toJSONSchema(schema, { io: "input" });
  return issues
    .flatMap((issue) => describeIssue(issue, { id: "", value: input, schema: words }))
    .map((mistake) => ({ ...mistake, path: mistake.path.replace(/^\./, "") }));
}

/** The settings whose own shape is right, so that a mistake in one does not hide those in the others. */
export function wellFormedParts<Schema extends Shaped>(
  schema: Schema,
  input: unknown,
): Partial<z.output<Schema>> {
  if (typeof input !== "object" || input === null) return {};
  const parts = Object.entries(schema.shape).flatMap(([key, part]) => {
    const { success, data } = z.safeParse(part, Reflect.get(input, key));
    return success && data !== undefined ? [[key, data]] : [];
  });
  return Object.fromEntries(parts);
}
