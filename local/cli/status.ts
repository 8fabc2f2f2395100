import type { Command } from "commander";
import type { Status } from "../platform/app-replies.ts";
import { formatInstant, table } from "../rehearsal/format.ts";
import { type AppOptions, addAppCommand, connectApp } from "./connect-app.ts";
import { createOutput, type Output } from "./output.ts";

/** `nightshift status`: where every model stands. */
export function addStatus(program: Command): void {
  addAppCommand(program, "status [model]", {
    description:
      "Show every model's versions, what runs, what is held and what waits for a person.",
    example: "status",
  }).action(async (model: string | undefined, options: AppOptions) => {
    const { app, requireModel } = connectApp(options);
    if (model !== undefined) await requireModel(model);
    const status = await app.status();
    const output = createOutput(options.json ? "json" : "people");
    const models = status.models.filter((entry) => model === undefined || entry.model === model);
    for (const entry of models) output.event({ type: "status", ...entry });
    showStatus({ ...status, models }, output);
  });
}

function showStatus({ models, hold }: Status, output: Output): void {
  const head = ["MODEL", "CHAMPION", "CHALLENGER", "PREVIOUS", "NOW", "FILES", "OWNER"];
  const rows = models.map((entry) => [
    entry.model,
    entry.champion ?? "none",
    entry.challenger ?? "none",
    entry.previousChampion ?? "none",
    entry.lifecycle ? entry.lifecycle.step : "idle",
    String(entry.waitingFiles),
    entry.owner,
  ]);
  const [first, ...rest] = table([head, ...rows], [5]);
  output.line(output.paint("quiet", first ?? ""));
  for (const line of rest) output.line(line);
  if (hold) output.line(output.paint("ask", `All models are held ${since(hold)}.`));
  for (const entry of models) {
    if (entry.hold)
      output.line(output.paint("ask", `${entry.model} is held ${since(entry.hold)}.`));
    for (const id of entry.reviews)
      output.line(output.paint("ask", `${entry.model} waits for a person: review ${id}.`));
  }
}

function since(hold: { by: string; reason: string; since: string }): string {
  return `by ${hold.by} since ${formatInstant(hold.since)}: ${hold.reason}`;
}
