import type { Context } from "mocha";

/** Skips the suite whose `before` calls it, and says why; in CI, where everything must run, it throws instead. */
export function skipSuite(suite: Pick<Context, "skip">, reason: string, cause?: unknown): never {
  if (process.env.CI) throw new Error(reason, { cause });
  console.log(`      skipped: ${reason}`);
  return suite.skip();
}
