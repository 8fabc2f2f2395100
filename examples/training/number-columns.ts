import type { Row } from "./read-rows.ts";

/** Finite numbers by the column that holds them. */
export type NumberColumns = Map<string, number[]>;

/** Fewest numbers that a distribution is told from. */
const leastNumbers = 200;

/** Adds the numbers of some rows to those of their columns; empty cells and texts are left out. */
export function addNumbers(columns: NumberColumns, rows: readonly Row[]): void {
  for (const row of rows) {
    for (const [name, cell] of Object.entries(row)) {
      const number = numberOf(cell);
      if (number === null) continue;
      const known = columns.get(name);
      if (known === undefined) columns.set(name, [number]);
      else known.push(number);
    }
  }
}

/** One tag for each column of numbers: its deciles and how many rows each holds, which live data is compared with. */
export function referenceTags(columns: NumberColumns): Record<string, string> {
  const tags = [...columns].flatMap(([name, numbers]) => {
    if (numbers.length < leastNumbers) return [];
    return [[`nightshift.reference.${name}`, JSON.stringify(decilesOf(numbers))]];
  });
  return Object.fromEntries(tags);
}

/** Inner edges, fewer than nine where values repeat, and the rows up to each and above the last one. */
function decilesOf(numbers: readonly number[]): { edges: number[]; counts: number[] } {
  const sorted = numbers.toSorted((left, right) => left - right);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  const deciles = Array.from({ length: 9 }, (_, index) => at((index + 1) / 10));
  const edges = [...new Set(deciles)].filter((edge) => edge < at(1));
  const upTo = edges.map((edge) => sorted.findLastIndex((value) => value <= edge) + 1);
  const ends = [...upTo, sorted.length];
  return { edges, counts: ends.map((end, index) => end - (ends[index - 1] ?? 0)) };
}

function numberOf(cell: unknown): number | null {
  const isNumeric = typeof cell === "number" || typeof cell === "bigint";
  if (!isNumeric && (typeof cell !== "string" || cell.trim() === "")) return null;
  const number = Number(cell);
  return Number.isFinite(number) ? number : null;
}
