import { parseArgs } from "node:util";
import * as z from "zod/mini";

const filled = z.string().check(z.minLength(1));
const jsonOf = <T extends z.ZodMiniType>(schema: T) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((text, context) => {
        try {
          return JSON.parse(text);
        } catch {
          context.issues.push({ code: "custom", message: "must be JSON", input: text });
          return z.NEVER;
        }
      }),
    ),
    schema,
  );

const parameters = z.object({
  model: filled,
  registered_model: filled,
  experiment: filled,
  bronze: z.url(),
  data: jsonOf(z.array(filled).check(z.minLength(1))),
  instance: filled,
  attempt: filled,
  job_run_id: filled,
  champion_version: z._default(z.string(), ""),
  plan: z._default(jsonOf(z.record(z.string(), z.unknown())), {}),
});

/** What the lifecycle tells a training job; docs/training-contract.md lists each. */
export type JobParameters = z.infer<typeof parameters>;

/**
 * Reads `--name=value` arguments. Throws with every mistake at once. Parameters beyond the contract are the
 * definition's own `training.parameters` and come back as `own`.
 */
export function parseJobParameters(args: readonly string[]): {
  job: JobParameters;
  own: Record<string, string>;
} {
  const { values } = parseArgs({ args: [...args], strict: false, allowPositionals: false });
  const given = Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
  const parsed = parameters.safeParse(given);
  if (!parsed.success) throw new Error(describeMistakes(parsed.error.issues, given));
  const own = Object.entries(given).filter(([name]) => !(name in parameters.def.shape));
  return { job: parsed.data, own: Object.fromEntries(own) };
}

function describeMistakes(issues: readonly z.core.$ZodIssue[], given: Record<string, string>) {
  const lines = issues.map(({ path, message }) => {
    const name = String(path[0]);
    const value = name in given ? JSON.stringify(given[name]) : "missing";
    return `--${name} is ${value}; ${message || "it has the wrong form"}.`;
  });
  return `Job parameters: ${lines.join(" ")} See docs/training-contract.md.`;
}
