import type { Platform } from "../platform/start-platform.ts";
import { table } from "../rehearsal/format.ts";
import type { Output } from "./output.ts";

/** Prints where an open platform is reached, and the commands that are useful next. */
export async function showOpen(
  platform: Platform,
  models: readonly string[],
  commandOf: (words: string) => string,
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
  const [model = "MODEL"] = models;
  const reviews = await platform.app.reviews();
  const next = [
    ...reviews.map(({ id, model: of }) => [
      commandOf(`approve ${id}`),
      `answer the review of ${of}`,
    ]),
    [commandOf("status"), "where every model stands"],
    [commandOf(`explain ${model}`), "what was decided, and why"],
    [commandOf(`drop ${model} FILE`), "land a file of new data"],
    [commandOf("ledger verify"), "check that nobody changed the record"],
  ];
  output.line();
  output.line(output.paint("strong", "The platform is open, at real pace. Ctrl-C ends it."));
  for (const line of table([
    ["  console", `${url}/api/console`],
    ["  app", url],
    ["  workspace", workspaceUrl],
    ["  lake", lakeUrl],
  ]))
    output.line(line);
  output.line("In another terminal:");
  for (const line of table(next)) output.line(`  ${line}`);
}
