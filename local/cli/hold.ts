import type { Command } from "commander";
import { defaultPerson } from "./add-command.ts";
import { type AppOptions, addAppCommand, connectApp } from "./connect-app.ts";
import { describeResume } from "./describe-resume.ts";
import { createOutput } from "./output.ts";

interface HoldOptions extends AppOptions {
  by: string;
  reason?: string;
}

/** `nightshift hold` and `nightshift resume`: the emergency stop and its end. */
export function addHold(program: Command): void {
  addAppCommand(program, "hold [model]", {
    description: "Stop all that is autonomous, for one model or for all, until it is resumed.",
    example: 'hold revenue-forecast --reason "new feed, look first"',
  })
    .option("--by <name>", "who holds; in Azure whoever signed in", defaultPerson())
    .option("--reason <text>", "why, for whoever finds it held")
    .action(async (model: string | undefined, options: HoldOptions) => {
      const { app, now, nameOf, requireModel } = connectApp(options);
      if (model !== undefined) await requireModel(model);
      await app.hold({ model, by: options.by, reason: options.reason });
      const text = `${model ?? "All models"} held by ${nameOf(options.by)}.`;
      say(options, { at: await now(), model: model ?? null, text });
    });
  addAppCommand(program, "resume [model]", {
    description:
      "Undo a hold and a pause: lift the hold on a model (on all, without one), and start the compute paused for it.",
    example: "resume revenue-forecast",
  })
    .option("--by <name>", "who lifts it; in Azure whoever signed in", defaultPerson())
    .action(async (model: string | undefined, options: HoldOptions) => {
      const { app, now, nameOf, requireModel } = connectApp(options);
      if (model !== undefined) await requireModel(model);
      const did = await app.resume({ model, by: options.by });
      const text = describeResume(model ?? null, nameOf(options.by), did);
      say(options, { at: await now(), model: model ?? null, text });
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
