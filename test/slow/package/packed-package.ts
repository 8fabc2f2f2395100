import { execFile } from "node:child_process";
import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { makePassingFolder } from "../passing-folder.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The package as `npm publish` would send it. */
export interface PackedPackage {
  tarball: string;
  /** What it unpacks to. */
  folder: string;
  /** Paths of its files, without the folder that every tarball has. */
  files: readonly string[];
  /** Content of its package.json. */
  manifest: { version: string; dependencies: Readonly<Record<string, string>> };
}

let packed: Promise<PackedPackage> | undefined;

/** Builds and packs the library once for all tests of a run. */
export function packPackage(): Promise<PackedPackage> {
  packed ??= pack();
  return packed;
}

async function pack(): Promise<PackedPackage> {
  const destination = makePassingFolder("pack");
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", destination], {
    cwd: root,
    maxBuffer: 16 << 20,
  });
  // The build writes to the same output, before the answer.
  const [answer] = JSON.parse(stdout.slice(stdout.indexOf("[\n")));
  const tarball = join(destination, answer.filename);
  await run("tar", ["-xzf", tarball, "-C", destination]);
  const folder = join(destination, "package");
  const manifest = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  return {
    tarball,
    folder,
    files: answer.files.map(({ path }: { path: string }) => path),
    manifest,
  };
}

/**
 * Copies an example to a folder of its own and installs the packed library there, beside exactly those packages that
 * it declares and the example's own; their files are those of this repository.
 */
export async function installInto(example: string, own: readonly string[]): Promise<string> {
  const packed = await packPackage();
  const folder = makePassingFolder("example");
  await cp(join(root, "examples", example), folder, { recursive: true });
  const modules = join(folder, "node_modules");
  await cp(packed.folder, join(modules, "pulumi-nightshift"), { recursive: true });
  for (const name of new Set([...Object.keys(packed.manifest.dependencies), ...own])) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(root, "node_modules", name), join(modules, name));
  }
  return folder;
}
