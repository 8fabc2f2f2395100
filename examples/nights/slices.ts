import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFilmFiles, type NightFile } from "./film-files.ts";
import { makeFlightFiles } from "./flight-files.ts";

/** Makes all files of the nights, in memory. */
export async function makeNightFiles(): Promise<NightFile[]> {
  return [...makeFilmFiles(), ...(await makeFlightFiles())];
}

/** Writes all files of the nights into a folder, which is made where it is missing. */
export async function writeNightFiles(folder: string): Promise<NightFile[]> {
  const files = await makeNightFiles();
  await mkdir(folder, { recursive: true });
  for (const { name, bytes } of files) await writeFile(join(folder, name), bytes);
  return files;
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (!folder) {
    console.error("slices: no folder given. Call: node examples/nights/slices.ts FOLDER");
    process.exit(2);
  }
  for (const { name, rows, bytes } of await writeNightFiles(folder)) {
    const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
    console.log(
      `${name.padEnd(32)}${`${rows} rows`.padStart(12)}${`${bytes.length} bytes`.padStart(16)}  ${digest}`,
    );
  }
}
