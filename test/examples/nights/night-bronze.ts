import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { writeNightFiles } from "../../../examples/nights/slices.ts";

/** A bronze root that holds the nights' files. */
export interface NightBronze {
  url: string;
  remove(): void;
}

/** Writes the nights' files into a folder of the system's temporary one. */
export async function createNightBronze(): Promise<NightBronze> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-bronze-"));
  await writeNightFiles(folder);
  return {
    url: pathToFileURL(folder).href,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
