import { statSync } from "node:fs";
import type { Command } from "commander";
import { createBlobStore } from "../platform/blob-store.ts";
import { dropFile } from "../platform/drop-file.ts";
import { Refusal } from "../platform/refusal.ts";
import { formatBytes } from "../rehearsal/format.ts";
import { addCommand, type CommonOptions } from "./add-command.ts";
import { connect, findModel } from "./connect.ts";
import { createOutput } from "./output.ts";

/** From this size on an upload takes long enough to be announced. */
const largeBytes = 100_000_000;

/** `nightshift drop`: a file lands in bronze. */
export function addDrop(program: Command): void {
  addCommand(program, "drop <model> <file>", {
    description: "Land a file in the model's folder of bronze, as new data.",
    example: "drop revenue-forecast ./movies-2009.csv",
  })
    .option("--as <name>", "name it lands under (default: the file's own name)")
    .action(async (model: string, file: string, options: CommonOptions & { as?: string }) => {
      const { address, host, catalogue } = connect(options.state);
      const { input } = findModel(catalogue, model);
      if (input.format === "table")
        throw new Refusal(
          `Model ${model}: its data is the table ${input.table}; no file lands for it. Append to the table instead.`,
        );
      const store = createBlobStore(address.lakeUrl);
      const output = createOutput(options.json ? "json" : "people");
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size > largeBytes) output.line(`Uploading ${formatBytes(size)} …`);
      const landed = await dropFile(store, host, { folder: input.path, file, as: options.as });
      output.event({ type: "message", at: landed.at, model, text: `dropped ${landed.path}` });
      output.line(`${model}: ${landed.path} landed (${formatBytes(landed.bytes)}).`);
    });
}
