import type { Command } from "commander";
import { defaultPerson } from "./add-command.ts";
import { type AppOptions, addAppCommand, connectApp } from "./connect-app.ts";
import { createOutput } from "./output.ts";

interface RestoreOptions extends AppOptions {
  by: string;
  reason?: string;
  firstTime?: true;
}

/** `nightshift restore`: the undo of a rollback. */
export function addRestore(program: Command): void {
  addAppCommand(program, "restore <model> <version>", {
    description: "Make a version champion again because you say so; it undoes a rollback.",
    example: 'restore revenue-forecast 4 --reason "the labels were wrong"',
  })
    .option("--by <name>", "who says so; in Azure whoever signed in", defaultPerson())
    .option("--reason <text>", "why, for the ledger")
    .option("--first-time", "also a version that never was champion: nothing has compared it")
    .action(async (model: string, version: string, options: RestoreOptions) => {
      const { app, now, nameOf, requireModel } = connectApp(options);
      await requireModel(model);
      const { by, reason } = options;
      const mode = options.firstTime ? "firstTime" : "restore";
      await app.restore({ model, version, by, reason, mode });
      const output = createOutput(options.json ? "json" : "people");
      const text = `version ${version} is champion${options.firstTime ? "" : " again"}, says ${nameOf(by)}`;
      output.event({ type: "message", at: await now(), model, text });
      output.line(`${model}: ${text}.`);
    });
}
