import { readFileSync } from "node:fs";
import * as z from "zod/mini";
import { dataSetPath } from "./data-set.ts";

const cell = z.union([z.string(), z.number(), z.null()]);
/** One film as the data set writes it. */
export type FilmRow = Record<string, string | number | null>;

/** The 3,201 films of vega-datasets, in their order. */
export function readFilms(): FilmRow[] {
  return z
    .array(z.record(z.string(), cell))
    .parse(JSON.parse(readFileSync(dataSetPath("movies.json"), "utf8")));
}

/**
 * Year of release: films of 1915 to 1946 carry a date a century late, and `Dec 31 1969` stands for none. The reading
 * is the one of examples/training/movie.ts.
 */
export function releaseYear(film: FilmRow): number | null {
  const date = String(film["Release Date"]);
  if (date === "Dec 31 1969") return null;
  const year = Number(date.slice(-4));
  return year > 2011 ? year - 100 : year;
}

/** Films as a CSV file with a header; a missing cell is empty. */
export function writeCsv(columns: readonly string[], rows: readonly FilmRow[]): Uint8Array {
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))];
  return Buffer.from(lines.map((cells) => `${cells.map(quote).join(",")}\n`).join(""));
}

function quote(value: string | number): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
