import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type FilmRow, readFilms, releaseYear, writeCsv } from "../examples/nights/films.ts";
import { type FlightRow, readFlightsUntil, writeParquet } from "../examples/nights/flight-files.ts";

/** Two files of real data: what the champion learnt from, and what arrives. */
export interface StartingPoint {
  name: string;
  model: "revenue-forecast" | "delay-anomaly";
  before: string;
  arrival: string;
  /** Rows of both files' times that are in neither file: no training, no gate and no planner ever sees them. */
  unseen: readonly (FilmRow | FlightRow)[];
}

/** All starting points, and the bronze root that holds their files. */
export interface StartingPoints {
  bronze: string;
  points: StartingPoint[];
  remove(): void;
}

/** Share of the public data that is taken out of every file. */
const unseenShare = 0.25;
const filmWindows = [1993, 1994, 1995, 1996, 1997, 1998, 1999];
const flightDays = ["2001-01-01", "2001-01-02", "2001-01-03", "2001-01-04"];

/**
 * Makes the starting points by one rule, so that none is picked: the champion learns from nine years of films and three
 * more years arrive, from seven different years on; or it learns from one day of flights and the next day arrives.
 */
export async function makeStartingPoints(): Promise<StartingPoints> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-starts-"));
  const flights = await readFlightsUntil("2001-01-05");
  return {
    bronze: pathToFileURL(folder).href,
    points: [
      ...filmWindows.map((year) => filmPoint(folder, readFilms(), year)),
      ...flightDays
        .slice(1)
        .map((day, at) => flightPoint(folder, flights, flightDays[at] ?? "", day)),
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function filmPoint(folder: string, films: readonly FilmRow[], from: number): StartingPoint {
  const columns = Object.keys(films[0] ?? {});
  const within = (first: number, last: number) =>
    films.filter((film) => {
      const year = releaseYear(film);
      return year !== null && year >= first && year <= last;
    });
  const write = (first: number, last: number) => {
    const name = `films-${first}-${last}.csv`;
    const rows = within(first, last).filter((film) => !isUnseen(keyOfFilm(film)));
    writeFileSync(join(folder, name), writeCsv(columns, rows));
    return name;
  };
  return {
    name: `films ${from}-${from + 8}, then ${from + 9}-${from + 11}`,
    model: "revenue-forecast",
    before: write(from, from + 8),
    arrival: write(from + 9, from + 11),
    unseen: within(from, from + 11).filter((film) => isUnseen(keyOfFilm(film))),
  };
}

function flightPoint(
  folder: string,
  flights: readonly FlightRow[],
  day: string,
  next: string,
): StartingPoint {
  const on = (date: string) =>
    flights.filter((flight) => flight.date.toISOString().slice(0, 10) === date);
  const write = (date: string) => {
    const name = `flights-${date}.parquet`;
    const rows = on(date).filter((flight) => !isUnseen(keyOfFlight(flight)));
    writeFileSync(join(folder, name), writeParquet(rows));
    return name;
  };
  return {
    name: `flights of ${day}, then ${next}`,
    model: "delay-anomaly",
    before: write(day),
    arrival: write(next),
    unseen: [...on(day), ...on(next)].filter((flight) => isUnseen(keyOfFlight(flight))),
  };
}

/** By a hash of its own, so that the programs' own hold-out is cut out of what is left. */
function isUnseen(key: string): boolean {
  const hash = createHash("sha256").update(`unseen\n${key}`).digest();
  return hash.readUInt32BE(0) / 2 ** 32 < unseenShare;
}

function keyOfFilm(film: FilmRow): string {
  return `${film.Title ?? ""}|${film["Release Date"]}`;
}

/** Flights of one airport and day share their weather: all of them are unseen, or none. */
function keyOfFlight({ date, origin }: FlightRow): string {
  return `${date.toISOString().slice(0, 10)}|${origin}`;
}
