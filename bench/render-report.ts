import type { Conditions } from "./conditions.ts";
import type { Judged } from "./judge-figures.ts";

/** One bench that was run. */
export interface Measured {
  name: string;
  about: string;
  /** What measures it again. */
  command: string;
  figures: Judged[];
}

/** All that one run of `npm run bench` found. */
export interface Report {
  conditions: Conditions;
  benches: Measured[];
}

/** Lines about the machine, with a warning where other work was going on. */
export function renderConditions(conditions: Conditions): string {
  const { cores, processor, node, platform, loadAtStart, startedAt } = conditions;
  const machine = `${cores} cores (${processor}), ${platform}, Node ${node}`;
  const head = `${machine}, load ${loadAtStart.toFixed(2)} at ${startedAt}`;
  if (!isBusy(conditions)) return head;
  return `${head}\nWarning: the machine is busy with other work; trust ratios, and measure again once it is quiet.`;
}

/** Whether more was running at the start than the machine has cores for. */
export function isBusy({ loadAtStart, cores }: Conditions): boolean {
  return loadAtStart > cores / 2;
}

/** One bench as a table: a figure a line, beside what it is compared with and the limit it is held to. */
export function renderBench({ name, about, command, figures }: Measured): string {
  const rows = figures.map((figure) => [
    figure.name,
    renderValue(figure.value, figure.unit),
    renderAgainst(figure),
    renderLimit(figure),
  ]);
  return [`\n${name}: ${about}`, ...alignColumns(rows), `  ${command}`].join("\n");
}

function renderAgainst({ value, unit, against }: Judged): string {
  if (!against) return "";
  const ratio = against.value / value;
  const factor = ratio >= 1 ? `${short(ratio)} times less` : `${short(1 / ratio)} times more`;
  return `${factor} than ${against.name} (${renderValue(against.value, unit)})`;
}

function renderLimit(figure: Judged): string {
  if (figure.verdict === "free") return "";
  const limit = `limit ${renderValue(figure.atMost, figure.unit)}`;
  return figure.verdict === "kept" ? `✓ ${limit}` : `✗ ${limit} is broken`;
}

function renderValue(value: number, unit: string): string {
  return unit === "" ? short(value) : `${short(value)} ${unit}`;
}

/** Three digits that count, and thousands apart. */
function short(value: number): string {
  const decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en-US", { maximumFractionDigits: decimals });
}

function alignColumns(rows: readonly string[][]): string[] {
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === 1 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
    );
    return `  ${cells.join("  ").trimEnd()}`;
  });
}
