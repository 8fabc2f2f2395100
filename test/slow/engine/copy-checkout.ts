import { appendFile, copyFile, cp, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { makePassingFolder } from "../passing-folder.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** In whatever loads it first, twelve days have passed and files for a while go elsewhere. */
const later = `const { now } = Date;
const passed = 12 * 24 * 3600 * 1000;
process.env.TMPDIR = import.meta.dirname;
globalThis.Date = class extends Date {
  constructor(...parts) {
    super(...(parts.length > 0 ? parts : [now() + passed]));
  }
  static now() {
    return now() + passed;
  }
};
`;

/** The program and all that it bundles, copied to a folder of its own. */
export async function copyCheckout(): Promise<string> {
  const folder = makePassingFolder("checkout");
  for (const name of ["components", "functions", "index.ts", "package.json", "Pulumi.yaml"])
    await cp(join(root, name), join(folder, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

/** Gives a checkout the stack file of a stack that is up, and moves its program twelve days ahead. */
export async function letDaysPass(folder: string, stack: Stack): Promise<void> {
  const stackFile = `Pulumi.${stack.name}.yaml`;
  await copyFile(join(stack.workspace.workDir, stackFile), join(folder, stackFile));
  await writeFile(join(folder, "later.mjs"), later);
  const project = join(folder, "Pulumi.yaml");
  const text = await readFile(project, "utf8");
  const moved = text.replace("nodeargs: >-\n", `$&      --import=${join(folder, "later.mjs")}\n`);
  if (moved === text) throw new Error(`${project} has no nodeargs to add to:\n${text}`);
  await writeFile(project, moved);
}

/** Releases another version of the app from a folder: one more statement. */
export async function changeApp(folder: string): Promise<void> {
  await appendFile(join(folder, "functions/main.ts"), '\nprocess.title = "another version";\n');
}
