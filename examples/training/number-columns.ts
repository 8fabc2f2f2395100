import { referenceTag } from "../../functions/core/names.ts";
import { referenceOf } from "../../functions/core/response/measure-drift.ts";
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
    const { edges, counts } = referenceOf(name, numbers);
    return [[referenceTag(name), JSON.stringify({ edges, counts })]];
  });
  return Object.fromEntries(tags);
}

function numberOf(cell: unknown): number | null {
  const isNumeric = typeof cell === "number" || typeof cell === "bigint";
  if (!isNumeric && (typeof cell !== "string" || cell.trim() === "")) return null;
  const number = Number(cell);
  return Number.isFinite(number) ? number : null;
}
