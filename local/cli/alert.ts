import type { Command } from "commander";
import { alertHub } from "../../functions/core/names.ts";
import { readAlertFile } from "../platform/read-alert-file.ts";
import { addCommand, type CommonOptions } from "./add-command.ts";
import { connect } from "./connect.ts";
import { createOutput } from "./output.ts";

/** `nightshift alert`: an Azure Monitor alert reaches the app, as if an action group had sent it. */
export function addAlert(program: Command): void {
  addCommand(program, "alert <file>", {
    description: "Send a payload of Azure Monitor's common alert schema, or an array of them.",
    example: "alert examples/alerts/pipeline-failure.json",
  }).action(async (file: string, options: CommonOptions) => {
    const { host } = connect(options.state);
    const events = readAlertFile(file);
    await host.publish(alertHub, events);
    const output = createOutput(options.json ? "json" : "people");
    const text = `${events.length} alert(s) sent`;
    output.event({ type: "message", at: await host.now(), model: null, text });
    output.line(
      `${text}. See what a person must look at, and who was told, with "incidents"; why, with "explain".`,
    );
  });
}
