import type { Row } from "./read-rows.ts";

/** A film with what is known of it before its release, and what it went on to earn. */
export interface Movie {
  /** Title and release date as written: the same film has the same key in every file. */
  key: string;
  releasedOn: { year: number; month: number; day: number };
  /** Dollars. */
  budget: number;
  /** Worldwide box office in dollars: what is forecast. */
  gross: number;
  runningMinutes: number | null;
  genre: string | null;
  rating: string | null;
  distributor: string | null;
  source: string | null;
  creativeType: string | null;
  /** Share of critics who liked it, from 0 to 100: known by the opening, not before. */
  criticsScore: number | null;
}

/** A row that no forecast can learn from, and why. */
export interface SkippedRow {
  kind: "skipped";
  reason: "no worldwide gross" | "no budget" | "no release date";
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
/** Last year that the data set covers: later years are two-digit years read wrongly. */
const lastYear = 2011;
/** Dollars: less was not reported rather than earned. */
const leastGross = 10;

/** Reads one row of the movies data; nothing is invented for a missing cell. */
export function parseMovie(row: Row): { kind: "movie"; movie: Movie } | SkippedRow {
  const releasedOn = parseReleaseDate(textOf(row["Release Date"]) ?? "");
  const gross = numberOf(row["Worldwide Gross"]);
  const budget = numberOf(row["Production Budget"]);
  if (!releasedOn) return { kind: "skipped", reason: "no release date" };
  if (gross === null || gross < leastGross)
    return { kind: "skipped", reason: "no worldwide gross" };
  if (budget === null || budget <= 0) return { kind: "skipped", reason: "no budget" };
  const movie = {
    key: `${row.Title ?? ""}|${row["Release Date"]}`,
    releasedOn,
    gross,
    budget,
    runningMinutes: numberOf(row["Running Time min"]),
    genre: textOf(row["Major Genre"]),
    rating: textOf(row["MPAA Rating"]),
    distributor: textOf(row.Distributor),
    source: textOf(row.Source),
    creativeType: textOf(row["Creative Type"]),
    criticsScore: numberOf(row["Rotten Tomatoes Rating"]),
  };
  return { kind: "movie", movie };
}

/**
 * Reads `Jun 12 1998`. The data set writes films of 1915 to 1946 a century late, which is mended here, and unknown
 * dates as the day before the Unix epoch, which counts as no date.
 */
export function parseReleaseDate(text: string): Movie["releasedOn"] | null {
  const found = /^([A-Z][a-z]{2}) (\d{2}) (\d{4})$/.exec(text);
  const month = months.indexOf(found?.[1] ?? "") + 1;
  if (!found || month === 0 || text === "Dec 31 1969") return null;
  const year = Number(found[3]);
  return { year: year > lastYear ? year - 100 : year, month, day: Number(found[2]) };
}

function numberOf(cell: unknown): number | null {
  if (cell === null || cell === undefined || cell === "") return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

function textOf(cell: unknown): string | null {
  return cell === null || cell === undefined || cell === "" ? null : String(cell);
}
