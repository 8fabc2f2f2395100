import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders: string[] = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Makes an empty folder for the tests of this process, which takes it away when it ends. */
export function makePassingFolder(purpose: string): string {
  const folder = mkdtempSync(join(tmpdir(), `nightshift-${purpose}-`));
  folders.push(folder);
  return folder;
}
