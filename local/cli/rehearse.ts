import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, parse } from "node:path";
import type { Command } from "commander";
import { clearForNight } from "../platform/night-state.ts";
import { type LoadedRehearsal, loadRehearsal } from "../rehearsal/load-rehearsal.ts";
import { performNight } from "../rehearsal/perform-night.ts";
import { addCommand, type CommonOptions } from "./add-command.ts";
import { commandsFor } from "./command-name.ts";
import { createOutput, type Output } from "./output.ts";
import { showNight, showSummary, showTitle } from "./show-night.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

interface NamedRehearsal extends LoadedRehearsal {
  /** Name of its file without the ending. */
  name: string;
}

interface RehearseOptions extends Pick<CommonOptions, "json"> {
  programs: string;
  state?: string;
}

/** `nightshift rehearse`: scripted nights, each on a platform of its own. */
export function addRehearse(program: Command): void {
  addCommand(program, "rehearse <file...>", {
    description:
      "Play scripted nights in virtual time and check what they expect. Exit code 1: not met.",
    example: "rehearse nights/*.yaml --json",
    state: "keep each night's state in a folder of its own below this one",
  })
    .option("--programs <dir>", "folder of training programs", "examples/training")
    .action(async (files: string[], options: RehearseOptions) => {
      const loaded: NamedRehearsal[] = [];
      for (const file of files)
        loaded.push({ name: parse(file).name, ...(await loadRehearsal(file)) });
      const output = createOutput(options.json ? "json" : "people");
      const failed: string[] = [];
      for (const night of loaded) {
        const ok = await rehearse(night, options, output);
        if (!ok) failed.push(night.rehearsal.name);
      }
      if (failed.length > 0) process.exitCode = 1;
      if (loaded.length > 1)
        output.line(`${loaded.length - failed.length} of ${loaded.length} nights as expected.`);
    });
}

async function rehearse(
  { name, rehearsal, catalogue, folder }: NamedRehearsal,
  { programs, state: kept }: RehearseOptions,
  output: Output,
): Promise<boolean> {
  const state = kept ? join(kept, name) : mkdtempSync(join(tmpdir(), "nightshift-"));
  if (kept) clearForNight(state);
  const setting = { zoneMinutes: rehearsal.start.zoneMinutes, commandOf: commandsFor({ state }) };
  const signal = stopOnSignal();
  try {
    showTitle(output, rehearsal);
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
    if (!kept) rmSync(state, { recursive: true, force: true });
  }
}
