import type { Command } from "commander";
import { addCommand, type CommonOptions, defaultPerson } from "./add-command.ts";
import { connect, findModel } from "./connect.ts";
import { createOutput } from "./output.ts";

interface RestoreOptions extends CommonOptions {
  by: string;
  reason?: string;
  firstTime?: true;
}

/** `nightshift restore`: the undo of a rollback. */
export function addRestore(program: Command): void {
  addCommand(program, "restore <model> <version>", {
    description: "Make a version champion again because you say so; it undoes a rollback.",
    example: 'restore revenue-forecast 4 --reason "the labels were wrong"',
  })
    .option("--by <name>", "who says so", defaultPerson())
    .option("--reason <text>", "why, for the ledger")
    .option("--first-time", "also a version that never was champion: nothing has compared it")
    .action(async (model: string, version: string, options: RestoreOptions) => {
      const { app, catalogue } = connect(options.state);
      findModel(catalogue, model);
      const { by, reason } = options;
      const mode = options.firstTime ? "firstTime" : "restore";
      await app.restore({ model, version, by, reason, mode });
      const output = createOutput(options.json ? "json" : "people");
      const text = `version ${version} is champion${options.firstTime ? "" : " again"}, says ${by}`;
      output.event({ type: "message", at: new Date().toISOString(), model, text });
      output.line(`${model}: ${text}.`);
    });
}
