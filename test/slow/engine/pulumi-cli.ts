import { execFile } from "node:child_process";
import { access, chmod, copyFile, mkdir, rename } from "node:fs/promises";
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

const languageHosts = {
  yaml: {
    name: "pulumi-language-yaml",
    version: "v1.25.0",
    module: "yaml-host",
    package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml",
    linkFlags: "-s -w",
    complete: async () => {},
  },
  python: {
    ...sdkHost("python"),
    package: "github.com/pulumi/pulumi/sdk/v3/python/cmd/pulumi-language-python",
    complete: placePythonRunner,
  },
  go: {
    ...sdkHost("go"),
    package: "github.com/pulumi/pulumi/sdk/v3/go/pulumi-language-go",
    complete: async () => {},
  },
} satisfies Readonly<Record<string, GoCommand>>;

/** A language whose programs the engine has a host of its own for. */
export type HostedLanguage = keyof typeof languageHosts;

/**
 * The last release whose hosts are all part of the SDK's module: those of later ones come only with Pulumi's installer.
 * Today's CLI works with them, but they see no runtime options of a `Pulumi.yaml`: those came at their start then.
 */
function sdkHost(language: string) {
  const version = "v3.61.0";
  const linkFlags = `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`;
  return { name: `pulumi-language-${language}`, version, module: "language-hosts", linkFlags };
}

/** Where a command is, or why there is none. */
export type FoundCommand = { kind: "found"; folder: string } | { kind: "absent"; reason: string };

/**
 * Finds the `pulumi` command on PATH; where there is none, builds it once from its Go module into
 * the user's cache (about six minutes on two cores) and keeps it there by version.
 */
export async function findPulumiCli(): Promise<FoundCommand> {
  return await findCommand(cli);
}

/** Finds what runs programs in a language, or builds it once (half a minute to two minutes on two cores), as with the CLI. */
export async function findLanguageHost(language: HostedLanguage): Promise<FoundCommand> {
  return await findCommand(languageHosts[language]);
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

/** The host runs programs by a script beside it; the one that is meant for today's Python SDK comes with the CLI. */
async function placePythonRunner(folder: string): Promise<void> {
  const name = "pulumi-language-python-exec";
  const sdk = ["list", "-m", "-f", "{{.Dir}}", "github.com/pulumi/pulumi/sdk/v3"];
  const { stdout } = await run("go", sdk, { cwd: join(import.meta.dirname, cli.module) });
  await copyFile(join(stdout.trim(), "python/cmd", name), join(folder, name));
  await chmod(join(folder, name), 0o755);
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
