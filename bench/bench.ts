import { mkdirSync, writeFileSync } from "node:fs";
import { chain } from "./chain.ts";
import { readConditions } from "./conditions.ts";
import { gate } from "./gate.ts";
import { improvement } from "./improvement.ts";
import { infrastructure } from "./infrastructure.ts";
import { type Bench, judgeFigures } from "./judge-figures.ts";
import { lifecycle } from "./lifecycle.ts";
import { night } from "./night.ts";
import { parseArguments } from "./parse-arguments.ts";
import { polling } from "./polling.ts";
import { type Measured, type Report, renderBench, renderConditions } from "./render-report.ts";
import { response } from "./response.ts";
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
  response,
  infrastructure,
];
const results = new URL("./results/", import.meta.url);

const usage = `Usage: npm run bench -- [NAME...] [--json]

Measures, prints a table a bench, and writes all figures as JSON to bench/results/. Exit code 1 where a limit is
broken, 2 where it was called wrongly. Linux only: processor time and memory are read from /proc.

${benches.map(({ name, about }) => `  ${name.padEnd(15)}${about}`).join("\n")}

  --json      print the JSON instead of the tables
  --help      print this
`;

async function run({ name, about, limits, measure }: Bench): Promise<Measured> {
  const figures = judgeFigures(await measure(), limits);
  return { name, about, command: `npm run bench -- ${name}`, figures };
}

async function main(): Promise<number> {
  const names = benches.map(({ name }) => name);
  const order = parseArguments(process.argv.slice(2), names);
  if (order.kind === "help") {
    console.log(usage);
    return 0;
  }
  const linuxOnly = `bench: this is ${process.platform}; it measures on Linux only.`;
  const problem = order.kind === "refused" ? order.reason : linuxOnly;
  if (order.kind === "refused" || process.platform !== "linux") {
    console.error(problem);
    return 2;
  }
  const say = order.output === "tables" ? console.log : () => {};
  const conditions = readConditions();
  say(renderConditions(conditions));
  const measured: Measured[] = [];
  for (const bench of benches.filter(({ name }) => order.names.includes(name))) {
    const found = await run(bench);
    measured.push(found);
    say(renderBench(found));
  }
  const text = JSON.stringify({ conditions, benches: measured } satisfies Report, null, 2);
  mkdirSync(results, { recursive: true });
  writeFileSync(new URL(`${conditions.startedAt.replaceAll(":", "-")}.json`, results), `${text}\n`);
  if (order.output === "json") console.log(text);
  const figures = measured.flatMap((bench) => bench.figures);
  return figures.some(({ verdict }) => verdict === "broken") ? 1 : 0;
}

process.exit(await main());
