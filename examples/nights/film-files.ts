import { type FilmRow, readFilms, releaseYear, writeCsv } from "./films.ts";

/** One file of a night, ready to be dropped. */
export interface NightFile {
  name: string;
  rows: number;
  bytes: Uint8Array;
}

interface FilmSlice {
  name: string;
  /** Which films, by their year of release and all else that the row says. */
  keeps(film: FilmRow, year: number): boolean;
}

/** The nights' honest slices of the films: rows are left out, none is changed. */
const slices: readonly FilmSlice[] = [
  { name: "films-1995-2003.csv", keeps: (_, year) => year >= 1995 && year <= 2003 },
  { name: "films-1995-2006.csv", keeps: (_, year) => year >= 1995 && year <= 2006 },
  { name: "films-2007-2011.csv", keeps: (_, year) => year >= 2007 },
  {
    name: "films-reviewed-1990-2011.csv",
    keeps: (film, year) => year >= 1990 && film["Rotten Tomatoes Rating"] !== null,
  },
  { name: "films-1995-2011.csv", keeps: (_, year) => year >= 1995 },
  { name: "films-1995-2005.csv", keeps: (_, year) => year >= 1995 && year <= 2005 },
  { name: "films-2006-2008.csv", keeps: (_, year) => year >= 2006 && year <= 2008 },
];

/** Makes the film files: the same bytes on every machine. */
export function makeFilmFiles(): NightFile[] {
  const films = readFilms();
  const columns = Object.keys(films[0] ?? {});
  const files = slices.map(({ name, keeps }) => {
    const kept = films.filter((film) => {
      const year = releaseYear(film);
      return year !== null && keeps(film, year);
    });
    return { name, rows: kept.length, bytes: writeCsv(columns, kept) };
  });
  return [...files, breakExport(columns, films)];
}

const brokenRows = 400;

/**
 * A broken export, broken as exports break: a page of the source is missing, a column was renamed, money is written
 * for people, one join lost its matches, and ratings come on another scale.
 */
function breakExport(columns: readonly string[], films: readonly FilmRow[]): NightFile {
  const page = films.filter((film) => (releaseYear(film) ?? 0) >= 1995).slice(0, brokenRows);
  const rows = page.map((film, index) => {
    const { "Production Budget": budget, ...rest } = film;
    return {
      ...rest,
      Budget: budget ?? null,
      "Worldwide Gross": dollars(film["Worldwide Gross"]),
      Distributor: index % 3 === 0 ? (film.Distributor ?? null) : null,
      "IMDB Rating": timesTen(film["IMDB Rating"]),
    };
  });
  const renamed = columns.map((name) => (name === "Production Budget" ? "Budget" : name));
  return { name: "films-broken.csv", rows: rows.length, bytes: writeCsv(renamed, rows) };
}

function dollars(value: string | number | null | undefined): string | null {
  return typeof value === "number" ? `$${value.toLocaleString("en-US")}` : null;
}

function timesTen(value: string | number | null | undefined): number | null {
  return typeof value === "number" ? Math.round(value * 10) : null;
}
