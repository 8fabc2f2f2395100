import { execFile } from "node:child_process";
import { access, copyFile, mkdir, rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const version = "v3.274.1";
const cliModule = join(import.meta.dirname, "cli");

/** Where the Pulumi CLI is, or why there is none. */
export type FoundCli = { kind: "found"; folder: string } | { kind: "absent"; reason: string };

/**
 * Finds the `pulumi` command on PATH; where there is none, builds it once from its Go module into
 * the user's cache (about six minutes on two cores) and keeps it there by version.
 */
export async function findPulumiCli(): Promise<FoundCli> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    if (folder !== "" && (await exists(join(folder, "pulumi")))) return { kind: "found", folder };
  }
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "nightshift", `pulumi-${version}`);
  if (await exists(join(folder, "pulumi"))) return { kind: "found", folder };
  return await buildPulumiCli(folder);
}

async function buildPulumiCli(folder: string): Promise<FoundCli> {
  try {
    await run("go", ["version"]);
  } catch {
    const reason = "there is no pulumi on PATH and no go to build it with; install either";
    return { kind: "absent", reason };
  }
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `pulumi.${process.pid}`);
  // A CLI without a linked version is refused by the Automation API.
  const link = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
  const program = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
  await run("go", ["build", "-ldflags", link, "-o", unfinished, program], { cwd: cliModule });
  await placeDynamicProvider(folder);
  await rename(unfinished, join(folder, "pulumi"));
  return { kind: "found", folder };
}

/** The engine looks for the dynamic provider beside the CLI; the npm package ships it. */
async function placeDynamicProvider(folder: string): Promise<void> {
  const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
  const name = "pulumi-resource-pulumi-nodejs";
  await copyFile(join(sdk, name), join(folder, name));
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
