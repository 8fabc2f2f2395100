import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { checkModels } from "../platform/check-models.ts";
import { type CatalogueSource, loadModels } from "../platform/load-catalogue.ts";
import { Refusal } from "../platform/refusal.ts";
import { parseRehearsal } from "../rehearsal/parse-rehearsal.ts";
import { performNight } from "../rehearsal/perform-night.ts";
import { findUnknownModels } from "../rehearsal/plan-steps.ts";
import type { Rehearsal } from "../rehearsal/rehearsal.ts";
import { addCommand, type CommonOptions } from "./add-command.ts";
import { commandName } from "./command-name.ts";
import { createOutput, type Output } from "./output.ts";
import { showNight, showSummary } from "./show-night.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

/** A rehearsal file that was read and whose models are known. */
export interface LoadedRehearsal {
  rehearsal: Rehearsal;
  catalogue: Catalogue;
  /** Folder that its file names are relative to. */
  folder: string;
}

/** `nightshift rehearse`: scripted nights, each on a platform of its own. */
export function addRehearse(program: Command): void {
  addCommand(program, "rehearse <file...>", {
    description:
      "Play scripted nights in virtual time and check what they expect. Exit code 1: not met.",
    example: "rehearse nights/*.yaml --json",
  })
    .option("--programs <dir>", "folder of training programs", "examples/training")
    .action(async (files: string[], options: CommonOptions & { programs: string }) => {
      const loaded = files.map((file) => loadRehearsal(file));
      const output = createOutput(options.json ? "json" : "people");
      const failed: string[] = [];
      for (const night of loaded) {
        const ok = await rehearse(night, options.programs, output);
        if (!ok) failed.push(night.rehearsal.name);
      }
      if (failed.length > 0) process.exitCode = 1;
      if (loaded.length > 1)
        output.line(`${loaded.length - failed.length} of ${loaded.length} nights as expected.`);
    });
}

/** Reads a rehearsal file and its catalogue. Throws a Refusal with every mistake in them. */
export function loadRehearsal(file: string): LoadedRehearsal {
  if (!existsSync(file)) throw new Refusal(`Rehearsal ${file}: it does not exist. Check the path.`);
  const parsed = parseRehearsal(readFileSync(file, "utf8"));
  if (parsed.kind === "refused") {
    const lines = parsed.mistakes.map(
      ({ line, message }) => `  ${basename(file)}:${line}  ${message}`,
    );
    throw new Refusal([`Rehearsal ${file} has ${lines.length} mistake(s):`, ...lines].join("\n"));
  }
  const { rehearsal } = parsed;
  const catalogue = checkModels(loadModels(sourceOf(rehearsal, dirname(file))), file);
  const unknown = findUnknownModels(rehearsal, Object.keys(catalogue));
  if (unknown.length > 0)
    throw new Refusal([`Rehearsal ${file}:`, ...unknown.map((text) => `  ${text}`)].join("\n"));
  return { rehearsal, catalogue, folder: dirname(file) };
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

async function rehearse(
  { rehearsal, catalogue, folder }: LoadedRehearsal,
  programs: string,
  output: Output,
): Promise<boolean> {
  const setting = { zoneMinutes: rehearsal.start.zoneMinutes, command: commandName() };
  const state = mkdtempSync(join(tmpdir(), "nightshift-"));
  const signal = stopOnSignal();
  try {
    output.line(output.paint("strong", rehearsal.name));
    const { platform, summary } = await performNight(
      rehearsal,
      folder,
      { state, catalogue, programs, port: 0, until: signal.interrupted },
      showNight(output, setting, Object.keys(catalogue)),
    );
    await platform.stop();
    showSummary(output, rehearsal.name, summary);
    return summary.ok;
  } finally {
    signal.release();
    rmSync(state, { recursive: true, force: true });
  }
}
