import { existsSync, readFileSync } from "node:fs";
import type { Command } from "commander";
import * as z from "zod/mini";
import { describeCatalogueChange } from "../../functions/core/catalogue/describe-catalogue-change.ts";
import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { listPrices, type PriceTable } from "../../policies/price-table.ts";
import { checkModels } from "../platform/check-models.ts";
import { loadModels } from "../platform/load-catalogue.ts";
import { Refusal } from "../platform/refusal.ts";
import { parsePreview } from "../report/parse-preview.ts";
import { renderReport } from "../report/render-report.ts";
import { isSound, planReport } from "../report/report.ts";
import { commandName } from "./command-name.ts";

interface ReportOptions {
  stack: string;
  before?: string;
  prices?: string;
  json?: true;
}

/** `nightshift report`: a preview of the engine as a pull-request comment. Needs no platform and no credentials. */
export function addReport(program: Command): void {
  program
    .command("report <preview>")
    .description(
      "Turn the engine's preview into Markdown: replacements, policies, cost, catalogue. Exit code 1: an error, or a mandatory policy broken.",
    )
    .option("--stack <name>", "stack that was previewed; its file holds the catalogue", "dev")
    .option(
      "--before <file>",
      "the stack's file before the change, to tell what its catalogue changes",
    )
    .option("--prices <file>", "JSON with your own prices; what it leaves out keeps the list price")
    .option("--json", "print the report as one JSON object")
    .addHelpText(
      "after",
      `\nExample:\n  PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi preview --stack dev --json \\\n    --policy-pack policies/pack.ts > preview.jsonl\n  ${commandName()} report preview.jsonl --stack dev > report.md`,
    )
    .action((file: string, options: ReportOptions) => {
      const parsed = parsePreview(readText(file));
      if (parsed.kind === "refused") throw new Refusal(`Preview ${file}: ${parsed.reason}`);
      const report = planReport(
        parsed.preview,
        readPrices(options.prices),
        catalogueChange(options),
      );
      const { stack, json } = options;
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : renderReport(report, stack));
      if (!isSound(report)) process.exitCode = 1;
    });
}

function readText(file: string): string {
  if (!existsSync(file)) throw new Refusal(`File ${file}: it does not exist. Check the path.`);
  return readFileSync(file, "utf8");
}

function catalogueChange({ stack, before }: ReportOptions): string[] {
  if (before === undefined) return [];
  const now = loadModels({ kind: "stack", stack, folder: "." });
  return describeCatalogueChange(catalogueBefore(before), checkModels(now, `stack ${stack}`));
}

/** A stack that is new in the pull request has an empty file before it. */
function catalogueBefore(file: string): Catalogue {
  if (readText(file).trim() === "") return {};
  return checkModels(loadModels({ kind: "stackFile", file }), file);
}

const ownPrices = z.partial(
  z.strictObject({
    asOf: z.iso.date(),
    source: z.string(),
    jobHoursPerMonth: z.number().check(z.gte(0)),
    logGigabytesPerMonth: z.number().check(z.gte(0)),
    prices: z.record(z.string(), z.number().check(z.gte(0))),
  }),
);

function readPrices(file: string | undefined): PriceTable {
  if (file === undefined) return listPrices;
  const parsed = ownPrices.safeParse(parseJson(file));
  const names = Object.keys(listPrices.prices);
  const unknown = Object.keys(parsed.data?.prices ?? {}).filter((name) => !names.includes(name));
  if (!parsed.success || unknown.length > 0) {
    const problems = [
      ...(parsed.error?.issues ?? []).map(
        ({ path, message }) => `${path.join(".") || "it"}: ${message}`,
      ),
      ...unknown.map((name) => `prices.${name} is not known; known are ${names.join(", ")}`),
    ];
    throw new Refusal([`Prices ${file}:`, ...problems.map((problem) => `  ${problem}`)].join("\n"));
  }
  return { ...listPrices, ...parsed.data, prices: { ...listPrices.prices, ...parsed.data.prices } };
}

function parseJson(file: string): unknown {
  try {
    return JSON.parse(readText(file));
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(`Prices ${file}: it is not JSON. Write an object such as {"prices": {}}.`);
  }
}
