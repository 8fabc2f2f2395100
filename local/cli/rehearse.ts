import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { type LoadedRehearsal, loadRehearsal } from "../rehearsal/load-rehearsal.ts";
import { performNight } from "../rehearsal/perform-night.ts";
import { addCommand, type CommonOptions } from "./add-command.ts";
import { commandsFor } from "./command-name.ts";
import { createOutput, type Output } from "./output.ts";
import { showNight, showSummary, showTitle } from "./show-night.ts";
import { stopOnSignal } from "./stop-on-signal.ts";

/** `nightshift rehearse`: scripted nights, each on a platform of its own. */
export function addRehearse(program: Command): void {
  addCommand(program, "rehearse <file...>", {
    description:
      "Play scripted nights in virtual time and check what they expect. Exit code 1: not met.",
    example: "rehearse nights/*.yaml --json",
  })
    .option("--programs <dir>", "folder of training programs", "examples/training")
    .action(async (files: string[], options: CommonOptions & { programs: string }) => {
      const loaded: LoadedRehearsal[] = [];
      for (const file of files) loaded.push(await loadRehearsal(file));
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

async function rehearse(
  { rehearsal, catalogue, folder }: LoadedRehearsal,
  programs: string,
  output: Output,
): Promise<boolean> {
  const state = mkdtempSync(join(tmpdir(), "nightshift-"));
  const setting = { zoneMinutes: rehearsal.start.zoneMinutes, commandOf: commandsFor(state) };
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
    rmSync(state, { recursive: true, force: true });
  }
}
