import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { checkModels } from "../platform/check-models.ts";
import { type CatalogueSource, loadModels } from "../platform/load-catalogue.ts";
import { clearForNight, keepFromNights, readNightClock } from "../platform/night-state.ts";
import { Refusal } from "../platform/refusal.ts";
import { type Platform, startPlatform } from "../platform/start-platform.ts";
import { loadRehearsal } from "../rehearsal/load-rehearsal.ts";
import { createNarrator } from "../rehearsal/narrate.ts";
import { listeners, performNight } from "../rehearsal/perform-night.ts";
import { addCommand, type CommonOptions } from "./add-command.ts";
import { commandsFor } from "./command-name.ts";
import { createOutput, type Output } from "./output.ts";
import { showNight, showSummary, showTitle } from "./show-night.ts";
import { showOpen } from "./show-open.ts";
import { type StopSignal, stopOnSignal } from "./stop-on-signal.ts";

interface LocalOptions extends CommonOptions {
  /** A rehearsal file, or true for the example. */
  night?: string | true;
  exit?: true;
  stack?: string;
  models?: string;
  programs: string;
  port: string;
}

/** The example: new data becomes better models, a rejected model is improved, and alerts are answered. */
const exampleNights = ["first-night", "improvement-night", "response-night"].map((name) =>
  fileURLToPath(new URL(`../../examples/nights/${name}.yaml`, import.meta.url)),
);

/** `nightshift local`: the platform on this machine, with or without a night to begin with. */
export function addLocal(program: Command): void {
  addCommand(program, "local", {
    description: "Run the whole platform on this machine until it is told to end.",
    example: "local --stack dev",
  })
    .option("--stack <name>", "take the models from Pulumi.<name>.yaml (default: dev)")
    .option("--models <file>", "take the models from a YAML file")
    .option("--programs <dir>", "folder of training programs", "examples/training")
    .option("--port <number>", "port of the app on 127.0.0.1 (default: a free one)", "0")
    .option(
      "--night [file]",
      "first play a rehearsal in virtual time (default: the three examples)",
    )
    .option("--exit", "end after the night; exit code 1 where it went not as expected")
    .action(async (options: LocalOptions) => {
      if (options.exit && !options.night)
        throw new Refusal("--exit is given without --night; it ends the night. Add --night.");
      const output = createOutput(options.json ? "json" : "people");
      const signal = stopOnSignal();
      try {
        if (options.night) await runNights(options, output, signal);
        else await runOpen(options, output, signal);
      } finally {
        signal.release();
      }
    });
}

/** Plays one night after another, each on a platform of its own; the last one's stays open. */
async function runNights(options: LocalOptions, output: Output, signal: StopSignal): Promise<void> {
  const nights = typeof options.night === "string" ? [options.night] : exampleNights;
  for (const [index, night] of nights.entries()) {
    const isLast = index === nights.length - 1;
    if (index > 0) output.line();
    await runNight(night, { ...options, exit: isLast ? options.exit : true }, output, signal);
  }
}

async function runNight(
  night: string,
  options: LocalOptions,
  output: Output,
  signal: StopSignal,
): Promise<void> {
  const { rehearsal, catalogue, folder } = await loadRehearsal(night);
  const { state, programs } = options;
  const port = readPort(options.port);
  clearForNight(state);
  const setting = { zoneMinutes: rehearsal.start.zoneMinutes, commandOf: commandsFor({ state }) };
  showTitle(output, rehearsal);
  const { platform, summary } = await performNight(
    rehearsal,
    folder,
    { state, catalogue, programs, port, until: signal.interrupted },
    showNight(output, setting, Object.keys(catalogue)),
  );
  showSummary(output, rehearsal.name, summary);
  if (!summary.ok) process.exitCode = 1;
  if (options.exit) return platform.stop();
  await platform.goLive();
  await stayOpen(platform, { state, catalogue }, output, signal);
}

async function runOpen(options: LocalOptions, output: Output, signal: StopSignal): Promise<void> {
  const { state, programs } = options;
  const catalogue = loadCatalogue(options);
  keepFromNights(state);
  // What a night left waiting would all be overdue on the real clock: its own goes on.
  const aheadMs = readNightClock(state);
  const setting = {
    zoneMinutes: -new Date().getTimezoneOffset(),
    commandOf: commandsFor({ state }),
  };
  const tell = showNight(output, setting, Object.keys(catalogue));
  const platform = await startPlatform({
    state,
    catalogue,
    programs,
    port: readPort(options.port),
    clock:
      aheadMs === null
        ? { kind: "real" }
        : { kind: "virtual", start: Date.now() + aheadMs, seed: 1 },
    ...listeners(createNarrator(catalogue), tell),
  });
  if (aheadMs !== null) await platform.goLive();
  await stayOpen(platform, { state, catalogue }, output, signal);
}

async function stayOpen(
  platform: Platform,
  { state, catalogue }: { state: string; catalogue: Catalogue },
  output: Output,
  signal: StopSignal,
): Promise<void> {
  try {
    await showOpen(platform, Object.keys(catalogue), commandsFor({ state }), output);
    const name = await Promise.race([signal.arrived, platform.failed]);
    output.line(`\n${name}: the platform ends.`);
  } finally {
    await platform.stop();
  }
}

/** Models of the options; where none are given, those the state folder was last used with, or the stack dev. */
function loadCatalogue({ state, stack, models }: LocalOptions): Catalogue {
  if (stack !== undefined && models !== undefined)
    throw new Refusal(
      "--stack and --models are both given; models come from one of them. Drop one.",
    );
  const used = join(state, "catalogue.json");
  const source: CatalogueSource =
    models !== undefined
      ? { kind: "file", file: models }
      : stack === undefined && existsSync(used)
        ? { kind: "file", file: used }
        : { kind: "stack", stack: stack ?? "dev", folder: process.cwd() };
  const where = source.kind === "stack" ? `stack ${source.stack}` : (models ?? used);
  return checkModels(loadModels(source), where);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new Refusal(
    `--port is ${text}; it must be a number from 0 to 65535. Leave it out for a free port.`,
  );
}
