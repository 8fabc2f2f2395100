import { copyFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makePassingFolder } from "../passing-folder.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/**
 * A folder with the repository's own program and stack files, for the engine to write beside: a stack file takes the
 * salt of its secrets the first time it is used.
 */
export async function prepareProgramFolder(): Promise<string> {
  const folder = makePassingFolder("program");
  for (const name of ["Pulumi.yaml", "Pulumi.dev.yaml", "Pulumi.prod.yaml"])
    await copyFile(join(root, name), join(folder, name));
  for (const name of ["index.ts", "package.json", "node_modules"])
    await symlink(join(root, name), join(folder, name));
  return folder;
}
