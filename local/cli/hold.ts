import type { Command } from "commander";
import { addCommand, type CommonOptions, defaultPerson } from "./add-command.ts";
import { connect, findModel } from "./connect.ts";
import { createOutput } from "./output.ts";

interface HoldOptions extends CommonOptions {
  by: string;
  reason?: string;
}

/** `nightshift hold` and `nightshift resume`: the emergency stop and its end. */
export function addHold(program: Command): void {
  addCommand(program, "hold [model]", {
    description: "Stop all that is autonomous, for one model or for all, until it is resumed.",
    example: 'hold revenue-forecast --reason "new feed, look first"',
  })
    .option("--by <name>", "who holds", defaultPerson())
    .option("--reason <text>", "why, for whoever finds it held")
    .action(async (model: string | undefined, options: HoldOptions) => {
      const { app, host, catalogue } = connect(options.state);
      if (model !== undefined) findModel(catalogue, model);
      await app.hold({ model, by: options.by, reason: options.reason });
      const text = `${model ?? "All models"} held by ${options.by}.`;
      say(options, { at: await host.now(), model: model ?? null, text });
    });
  addCommand(program, "resume [model]", {
    description: "Lift a hold, for one model or the one on all.",
    example: "resume revenue-forecast",
  })
    .option("--by <name>", "who lifts it", defaultPerson())
    .action(async (model: string | undefined, options: HoldOptions) => {
      const { app, host, catalogue } = connect(options.state);
      if (model !== undefined) findModel(catalogue, model);
      await app.resume({ model, by: options.by });
      const text = `${model ?? "All models"} resumed by ${options.by}.`;
      say(options, { at: await host.now(), model: model ?? null, text });
    });
}

function say(
  options: HoldOptions,
  message: { at: string; model: string | null; text: string },
): void {
  const output = createOutput(options.json ? "json" : "people");
  output.event({ type: "message", ...message });
  output.line(message.text);
}
