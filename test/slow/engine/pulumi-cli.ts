import { execFile } from "node:child_process";
import { access, copyFile, mkdir, rename } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** A command that comes as a Go module; the module beside this file pins all that it is built from. */
interface GoCommand {
  name: string;
  version: string;
  /** Folder of the module, below this one. */
  module: string;
  package: string;
  linkFlags: string;
  /** Puts beside it what it looks for there. */
  complete(folder: string): Promise<void>;
}

const cli: GoCommand = {
  name: "pulumi",
  version: "v3.274.1",
  module: "cli",
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  // A CLI without a linked version is refused by the Automation API.
  linkFlags: "-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.274.1",
  complete: placeDynamicProvider,
};

const yamlHost: GoCommand = {
  name: "pulumi-language-yaml",
  version: "v1.25.0",
  module: "yaml-host",
  package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
  linkFlags: "-s -w",
  complete: async () => {},
};

/** Where a command is, or why there is none. */
export type FoundCommand = { kind: "found"; folder: string } | { kind: "absent"; reason: string };

/**
 * Finds the `pulumi` command on PATH; where there is none, builds it once from its Go module into
 * the user's cache (about six minutes on two cores) and keeps it there by version.
 */
export async function findPulumiCli(): Promise<FoundCommand> {
  return await findCommand(cli);
}

/** Finds what runs programs in Pulumi YAML, or builds it once (about two minutes on two cores), as with the CLI. */
export async function findYamlHost(): Promise<FoundCommand> {
  return await findCommand(yamlHost);
}

async function findCommand(command: GoCommand): Promise<FoundCommand> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    if (folder !== "" && (await exists(join(folder, command.name))))
      return { kind: "found", folder };
  }
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "nightshift", `${command.name}-${command.version}`);
  if (await exists(join(folder, command.name))) return { kind: "found", folder };
  return await build(command, folder);
}

async function build(command: GoCommand, folder: string): Promise<FoundCommand> {
  try {
    await run("go", ["version"]);
  } catch {
    const reason = `there is no ${command.name} on PATH and no go to build it with; install either`;
    return { kind: "absent", reason };
  }
  await mkdir(folder, { recursive: true });
  const unfinished = join(folder, `${command.name}.${process.pid}`);
  const flags = ["-ldflags", command.linkFlags, "-o", unfinished];
  const cwd = join(import.meta.dirname, command.module);
  await run("go", ["build", ...flags, command.package], { cwd });
  await command.complete(folder);
  await rename(unfinished, join(folder, command.name));
  return { kind: "found", folder };
}

/** The engine looks for the dynamic provider beside the CLI; the npm package ships it. */
async function placeDynamicProvider(folder: string): Promise<void> {
  const name = "pulumi-resource-pulumi-nodejs";
  const sdk = dirname(createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json"));
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
