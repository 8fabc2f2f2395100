import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Context } from "mocha";
import { skipSuite } from "./skip-suite.ts";

const run = promisify(execFile);

/** Enough for a slow network: the largest set of packages is some 400 MB. */
const longestInstallMs = 600_000;
/** Where the index cannot be reached, pip's own patience would be minutes. */
const pipFlags = ["--quiet", "--disable-pip-version-check", "--retries", "2", "--timeout", "20"];

/** What a suite that needs Python is run with, from its `before`. */
export type Suite = Pick<Context, "skip" | "timeout">;

/**
 * Folder of a virtual environment that holds these packages (pip requirements). The first call installs, all later
 * ones of any process find what it installed. Skips the suite, with the reason, where that fails; in CI it throws.
 */
export async function preparePythonEnvironment(
  suite: Suite,
  packages: readonly string[],
): Promise<string> {
  suite.timeout(longestInstallMs);
  try {
    return await install(packages);
  } catch (error) {
    const reason = `Python with ${packages[0]} and others cannot be installed: ${lastWords(error)}`;
    return skipSuite(suite, reason, error);
  }
}

/** Path of a program of an environment, such as `python`. */
export function programOf(environment: string, name: string): string {
  return join(environment, "bin", name);
}

async function install(packages: readonly string[]): Promise<string> {
  const { stdout: version } = await run("python3", [
    "-c",
    "import sys; print(sys.version, sys.executable)",
  ]);
  const key = createHash("sha256")
    .update([version, ...packages].join("\n"))
    .digest("hex");
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "nightshift");
  const environment = join(cache, `python-${key.slice(0, 12)}`);
  // Written last: a folder without it is one whose install was broken off.
  const mark = join(environment, "installed.txt");
  if (existsSync(mark)) return environment;
  mkdirSync(cache, { recursive: true });
  const lock = await takeLock(`${environment}.lock`);
  try {
    if (existsSync(mark)) return environment;
    rmSync(environment, { recursive: true, force: true });
    await run("python3", ["-m", "venv", environment]);
    await run(programOf(environment, "python"), ["-m", "pip", "install", ...pipFlags, ...packages]);
    writeFileSync(mark, packages.join("\n"));
    return environment;
  } finally {
    lock.close();
  }
}

/** Waits until no other process installs here. The operating system frees the lock however its owner ends. */
async function takeLock(file: string): Promise<DatabaseSync> {
  const lock = new DatabaseSync(file);
  for (;;) {
    try {
      lock.exec("BEGIN IMMEDIATE");
      return lock;
    } catch (error) {
      if (!isBusy(error)) throw error;
      await sleep(250);
    }
  }
}

function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  return error instanceof Error && "errcode" in error && error.errcode === sqliteBusy;
}

/** The last line that a program complained with; "Command failed" alone would help nobody. */
function lastWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = ["stderr", "stdout"].map((name) => String(Reflect.get(error, name) ?? "").trim());
  return (
    said
      .find((text) => text !== "")
      ?.split("\n")
      .at(-1) ?? error.message
  );
}
