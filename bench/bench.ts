import { mkdirSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { chain } from "./chain.ts";
import { readConditions } from "./conditions.ts";
import { gate } from "./gate.ts";
import { improvement } from "./improvement.ts";
import { type Bench, judgeFigures } from "./judge-figures.ts";
import { lifecycle } from "./lifecycle.ts";
import { night } from "./night.ts";
import { polling } from "./polling.ts";
import { type Measured, renderBench, renderConditions } from "./render-report.ts";
import { start } from "./start.ts";
import { validation } from "./validation.ts";

const benches: readonly Bench[] = [
  chain,
  lifecycle,
  validation,
  polling,
  start,
  night,
  gate,
  improvement,
];
const results = new URL("./results/", import.meta.url);

const usage = `Usage: npm run bench -- [NAME...] [--json] [--help]

Measures, prints a table, and writes all figures as JSON to bench/results/. Exit code 1 where a limit is broken,
2 where it was called wrongly. Linux only: processor time and memory are read from /proc.

${benches.map(({ name, about }) => `  ${name.padEnd(12)}${about}`).join("\n")}

  --json      print the JSON instead of tables
`;

function fail(problem: string): never {
  console.error(`bench: ${problem}`);
  process.exit(2);
}

function readArguments(): { chosen: readonly Bench[]; isJson: boolean } {
  const options = { json: { type: "boolean" }, help: { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const known = benches.map(({ name }) => name);
  const stranger = positionals.find((name) => !known.includes(name));
  if (stranger) fail(`there is no bench "${stranger}"; it must be one of ${known.join(", ")}.`);
  const chosen = benches.filter(({ name }) => positionals.includes(name));
  return { chosen: chosen.length > 0 ? chosen : benches, isJson: values.json ?? false };
}

async function run({ name, about, limits, measure }: Bench): Promise<Measured> {
  const figures = judgeFigures(await measure(), limits);
  return { name, about, command: `npm run bench -- ${name}`, figures };
}

if (process.platform !== "linux") fail(`this is ${process.platform}; measure on Linux.`);
const { chosen, isJson } = readArguments();
const conditions = readConditions();
if (!isJson) console.log(renderConditions(conditions));
const measured: Measured[] = [];
for (const bench of chosen) {
  measured.push(await run(bench));
  if (!isJson) console.log(measured.slice(-1).map(renderBench).join("\n"));
}
const text = JSON.stringify({ conditions, benches: measured }, null, 2);
mkdirSync(results, { recursive: true });
writeFileSync(new URL(`${conditions.startedAt.replaceAll(":", "-")}.json`, results), `${text}\n`);
if (isJson) console.log(text);
const broken = measured
  .flatMap(({ figures }) => figures)
  .some(({ verdict }) => verdict === "broken");
process.exit(broken ? 1 : 0);
