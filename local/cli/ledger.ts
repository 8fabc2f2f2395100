import type { Command } from "commander";
import { type AppOptions, addAppCommand, connectApp } from "./connect-app.ts";
import { createOutput } from "./output.ts";

/** `nightshift ledger verify`: whether anybody changed the record. */
export function addLedger(program: Command): void {
  const ledger = program.command("ledger").description("Work with the record of decisions.");
  addAppCommand(ledger, "verify [model]", {
    description: "Check every entry against its hash and the one before it. Exit code 1: broken.",
    example: "ledger verify",
  }).action(async (model: string | undefined, options: AppOptions) => {
    const { app, requireModel } = connectApp(options);
    if (model !== undefined) await requireModel(model);
    const results = await app.verify(model);
    const output = createOutput(options.json ? "json" : "people");
    for (const result of results) {
      output.event({ type: "ledger", ...result });
      output.line(
        result.kind === "intact"
          ? `${result.model}: intact, ${result.entries} entries`
          : output.paint("bad", `${result.model}: broken at ${result.at}: ${result.problem}`),
      );
    }
    if (results.some(({ kind }) => kind === "broken")) process.exitCode = 1;
  });
}
