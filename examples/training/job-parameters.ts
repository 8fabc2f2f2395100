import { parseArgs } from "node:util";
import * as z from "zod/mini";

const filled = z.string("must be given").check(z.minLength(1, "must not be empty"));
const json = z.pipe(
  z.string("must be given"),
  z.transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: "custom", message: "must be JSON", input: text });
      return z.NEVER;
    }
  }),
);
const paths = z
  .array(filled, "must be a JSON list of paths")
  .check(z.minLength(1, "must name at least one file"));
const plan = z.record(z.string(), z.unknown(), "must be a JSON object");

const parameters = z.object({
  /** Model id. */
  model: filled,
  registered_model: filled,
  /** Path of the MLflow experiment. */
  experiment: filled,
  /** Root URL of the bronze container. */
  bronze: z.url("must be a URL"),
  /** Files that arrived, below it. */
  data: z.pipe(json, paths),
  instance: filled,
  attempt: filled,
  job_run_id: filled,
  /** Empty where there is none. */
  champion_version: z._default(z.string(), ""),
  /** What improvement asks for; `{}` is a plain retrain. */
  plan: z._default(z.pipe(json, plan), {}),
});

/** What the lifecycle tells a training job; docs/training-contract.md lists each. */
export type JobParameters = z.infer<typeof parameters>;

/**
 * Reads `--name=value` arguments; throws with every mistake at once. Parameters beyond the contract are the
 * definition's own and left alone.
 */
export function parseJobParameters(args: readonly string[]): JobParameters {
  const { values } = parseArgs({ args: [...args], strict: false, allowPositionals: false });
  const parsed = parameters.safeParse(values);
  if (parsed.success) return parsed.data;
  throw new Error(describeMistakes(parsed.error.issues, values));
}

function describeMistakes(
  issues: readonly z.core.$ZodIssue[],
  given: Readonly<Record<string, unknown>>,
): string {
  const lines = issues.map(({ path, message }) => {
    const name = String(path[0]);
    const value = name in given ? JSON.stringify(given[name]) : "missing";
    return `--${name} is ${value}; it ${message}.`;
  });
  return `Job parameters: ${lines.join(" ")} See docs/training-contract.md.`;
}
