import type { Platform } from "../platform/start-platform.ts";
import { table } from "../rehearsal/format.ts";
import { commandName } from "./command-name.ts";
import type { Output } from "./output.ts";

/** Prints where an open platform is reached, and the commands that are useful next. */
export async function showOpen(
  platform: Platform,
  models: readonly string[],
  output: Output,
): Promise<void> {
  const { url, workspaceUrl, lakeUrl } = platform.address;
  output.event({
    type: "message",
    at: new Date(platform.now()).toISOString(),
    text: "the platform is open",
    model: null,
    url,
    workspaceUrl,
    lakeUrl,
  });
  if (output.json) return;
  const command = commandName();
  const [model = "MODEL"] = models;
  const reviews = await platform.app.reviews();
  const next = [
    ...reviews.map(({ id, model: of }) => [
      `${command} approve ${id}`,
      `answer the review of ${of}`,
    ]),
    [`${command} status`, "where every model stands"],
    [`${command} explain ${model}`, "what was decided, and why"],
    [`${command} drop ${model} FILE`, "land a file of new data"],
    [`${command} ledger verify`, "check that nobody changed the record"],
  ];
  output.line();
  output.line(output.paint("strong", "The platform is open, at real pace. Ctrl-C ends it."));
  for (const line of table([
    ["  app", url],
    ["  workspace", workspaceUrl],
    ["  lake", lakeUrl],
  ]))
    output.line(line);
  output.line("In another terminal:");
  for (const line of table(next)) output.line(`  ${line}`);
}
