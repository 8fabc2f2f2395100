import * as z from "zod/mini";

/** Reads the job parameter `plan`. Throws with every mistake at once. */
export function parsePlan<Schema extends z.ZodMiniType>(
  schema: Schema,
  plan: Record<string, unknown>,
): z.output<Schema> {
  const parsed = schema.safeParse(plan);
  if (parsed.success) return parsed.data;
  throw new Error(
    `Job parameter plan ${JSON.stringify(plan)}: ${z.prettifyError(parsed.error)}. See docs/training-contract.md.`,
  );
}
