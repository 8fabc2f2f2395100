import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { checkModels } from "../platform/check-models.ts";
import { type CatalogueSource, loadModels } from "../platform/load-catalogue.ts";
import { Refusal } from "../platform/refusal.ts";
import { parseRehearsal } from "./parse-rehearsal.ts";
import { findUnknownModels } from "./plan-steps.ts";
import type { Rehearsal } from "./rehearsal.ts";

/** A rehearsal file that was read, whose models are known and whose files are there. */
export interface LoadedRehearsal {
  rehearsal: Rehearsal;
  catalogue: Catalogue;
  /** Folder that its file names are relative to. */
  folder: string;
}

/** Reads a rehearsal file and its catalogue, and makes its files. Throws a Refusal with every mistake in them. */
export async function loadRehearsal(file: string): Promise<LoadedRehearsal> {
  if (!existsSync(file)) throw new Refusal(`Rehearsal ${file}: it does not exist. Check the path.`);
  const parsed = parseRehearsal(readFileSync(file, "utf8"));
  const name = basename(file);
  if (parsed.kind === "refused") {
    const lines = parsed.mistakes.map(({ line, message }) => `${name}:${line}  ${message}`);
    throw refusal(file, lines);
  }
  const { rehearsal } = parsed;
  const folder = dirname(file);
  const catalogue = checkModels(loadModels(sourceOf(rehearsal, folder)), file);
  const unknown = findUnknownModels(rehearsal, Object.keys(catalogue));
  // Nothing is made for a night that cannot be played; which files would be missing is not known then.
  if (rehearsal.prepare && unknown.length === 0) await prepare(rehearsal.prepare, folder, file);
  const isMade = !rehearsal.prepare || unknown.length === 0;
  const mistakes = [...unknown, ...(isMade ? findMissingFiles(rehearsal, folder) : [])];
  if (mistakes.length > 0) throw refusal(file, mistakes);
  return { rehearsal, catalogue, folder };
}

function refusal(file: string, lines: readonly string[]): Refusal {
  const head = `Rehearsal ${file} has ${lines.length} mistake${lines.length === 1 ? "" : "s"}:`;
  return new Refusal([head, ...lines.map((line) => `  ${line}`)].join("\n"));
}

function sourceOf({ catalogue }: Rehearsal, folder: string): CatalogueSource {
  switch (catalogue.kind) {
    case "stack":
      return { ...catalogue, folder: process.cwd() };
    case "file":
      return { kind: "file", file: join(folder, catalogue.file) };
    case "models":
      return catalogue;
  }
}

async function prepare(command: readonly string[], folder: string, file: string): Promise<void> {
  // A small young generation: what makes files allocates much and keeps little.
  const child = spawn(process.execPath, ["--max-semi-space-size=1", ...command], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0)
    throw new Refusal(
      `Rehearsal ${file}: prepare is ${JSON.stringify(command)}; it ended with code ${code} and must end with 0. See what it printed.`,
    );
}

function findMissingFiles({ steps }: Rehearsal, folder: string): string[] {
  return steps.flatMap(({ action }, index) => {
    const file =
      typeof action.body === "object" && "file" in action.body ? action.body.file : undefined;
    if (file === undefined) return [];
    const path = resolve(folder, file);
    return existsSync(path)
      ? []
      : [`steps[${index}].${action.kind}.file is ${file}; ${path} does not exist.`];
  });
}
