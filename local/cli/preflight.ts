import type { Command } from "commander";
import { type AppOptions, addAppCommand, connectApp } from "./connect-app.ts";
import { createOutput } from "./output.ts";

/** `nightshift preflight`: whether every private link of the app holds. */
export function addPreflight(program: Command): void {
  addAppCommand(program, "preflight", {
    description:
      "Have the app look at every link it needs: name, private address, token, connection, role. Exit code 1: one is broken.",
    example: "preflight --url https://func-nightshift-dev.azurewebsites.net",
  }).action(async (options: AppOptions) => {
    const links = await connectApp(options).app.preflight();
    const output = createOutput(options.json ? "json" : "people");
    for (const link of links) {
      output.event({ type: "link", ...link });
      const mark =
        link.kind === "holds" ? output.paint("good", "holds ") : output.paint("bad", "BROKEN");
      output.line(`${mark}  ${link.link}: ${link.seen}`);
      if (link.kind === "broken") output.line(`        mend: ${link.mend}`);
    }
    const broken = links.filter(({ kind }) => kind === "broken").length;
    output.line(
      broken === 0
        ? `All ${links.length} links hold.`
        : `${broken} of ${links.length} links are broken.`,
    );
    if (broken > 0) process.exitCode = 1;
  });
}
