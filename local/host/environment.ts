import * as z from "zod/mini";
import type { HostOptions } from "./host.ts";

const settings = z.strictObject({
  app: z.string(),
  stateFile: z.string(),
  port: z.optional(z.number()),
  clock: z.optional(z.enum(["real", "virtual"])),
  now: z.optional(z.number()),
  killAfterCommit: z.optional(z.number()),
});

/** How a forked host is told what to run, as JSON in NIGHTSHIFT_HOST. */
export type HostSettings = z.infer<typeof settings>;

/** Reads the forked host's environment. Throws, naming the variable, on what it cannot use. */
export function parseEnvironment(
  environment: Record<string, string | undefined>,
): HostSettings & Pick<HostOptions, "adminToken" | "busToken"> {
  const text = environment.NIGHTSHIFT_HOST ?? "";
  const parsed = z.safeParse(settings, parseJson(text));
  if (!parsed.success) {
    throw new Error(
      `Setting NIGHTSHIFT_HOST is ${JSON.stringify(text)}; it must be JSON with app and stateFile ` +
        `(${z.prettifyError(parsed.error)}). Start the host with forkHost().`,
    );
  }
  const { NIGHTSHIFT_ADMIN_TOKEN: adminToken, NIGHTSHIFT_LOCAL_TOKEN: busToken } = environment;
  return { ...parsed.data, adminToken, busToken };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
