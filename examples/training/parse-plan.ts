import * as z from "zod/mini";
import type { Plan } from "./training-program.ts";

/** Without it zod/mini calls every mistake "Invalid input". */
const { localeError } = z.locales.en();

/** What a plan may say about itself; it changes nothing in the training. */
export const planTags = {
  kind: z.optional(z.string()),
  iteration: z.optional(z.int()),
  parent: z.optional(z.string()),
} as const;

/** Reads the job parameter `plan`. Throws with every mistake at once. */
export function parsePlan<Schema extends z.ZodMiniType>(
  schema: Schema,
  plan: Plan,
): z.output<Schema> {
  const parsed = schema.safeParse(plan, { error: localeError });
  if (parsed.success) return parsed.data;
  const mistakes = z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, " ");
  throw new Error(
    `Job parameter plan ${JSON.stringify(plan)}: ${mistakes} See docs/training-contract.md.`,
  );
}
