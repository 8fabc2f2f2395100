import { CommanderError } from "commander";
import { PlatformFailure } from "../platform/platform-failure.ts";
import { Refusal } from "../platform/refusal.ts";
import { createProgram } from "./program.ts";
import { Interrupted } from "./stop-on-signal.ts";

/** Runs the command line; sets the exit code: 0 as expected, 1 expectation not met or broken, 2 wrong use. */
export async function main(args: readonly string[]): Promise<void> {
  process.stdout.on("error", endWithReader);
  try {
    await createProgram().parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    const known = [Refusal, Interrupted, PlatformFailure].some((kind) => error instanceof kind);
    process.stderr.write(
      `${known && error instanceof Error ? error.message : describeFault(error)}\n`,
    );
    process.exitCode = error instanceof Refusal ? 2 : 1;
  }
}

/** Whoever reads the output may have seen enough: `nightshift explain sales | head -1`. */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== "EPIPE") throw error;
  process.exit();
}

/** A fault of ours keeps its stack: it is what a bug report needs. */
function describeFault(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? `\nCause: ${error.cause.message}` : "";
  return `${error.stack ?? error.message}${cause}`;
}
