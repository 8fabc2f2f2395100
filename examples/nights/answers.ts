import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FilmRow, readFilms, releaseYear, writeCsv } from "./films.ts";
import { writeNightFiles } from "./slices.ts";

/** Features that monitoring watches, and whether the answer was wrong. */
const columns = ["Production Budget", "Running Time min", "IMDB Rating", "error"];

/** A forecast counts as wrong where it is off by more than this factor. */
const allowedFactor = 10;
/** What films of 1995 to 2003 earned for each dollar of their budget, in the middle. */
const usualReturn = 1.4;

type Forecast = (budget: number) => number;
const sound: Forecast = (budget) => usualReturn * budget;
/** The unit of the budget was taken for thousands of dollars: everything is forecast a thousand times too small. */
const inThousands: Forecast = (budget) => (usualReturn * budget) / 1000;

/** Answers to films that keep a rule, as one of the forecasts would have given them. */
function answer(
  films: readonly FilmRow[],
  keeps: (film: FilmRow, year: number) => boolean,
  forecast: Forecast,
): FilmRow[] {
  return films.flatMap((film) => {
    const { "Production Budget": budget, "Worldwide Gross": gross } = film;
    const year = releaseYear(film);
    if (typeof budget !== "number" || typeof gross !== "number" || gross < 10) return [];
    if (year === null || !keeps(film, year)) return [];
    const factor = Math.abs(Math.log10(forecast(budget) / gross));
    return [{ ...film, error: factor > Math.log10(allowedFactor) ? 1 : 0 }];
  });
}

/** Writes the night's data and the answers that the table of live answers is filled with. */
async function writeAnswers(folder: string): Promise<void> {
  await writeNightFiles(folder);
  const films = readFilms();
  const usual = (_: FilmRow, year: number) => year >= 1995 && year <= 2003;
  const costly = ({ "Production Budget": budget }: FilmRow) => Number(budget) >= 60_000_000;
  const files = {
    "answers-usual.csv": answer(films, usual, sound),
    "answers-in-thousands.csv": answer(films, usual, inThousands),
    "answers-blockbusters.csv": answer(films, costly, sound),
  };
  for (const [name, rows] of Object.entries(files)) {
    await writeFile(join(folder, name), writeCsv(columns, rows));
    const wrong = rows.filter(({ error }) => error === 1).length / rows.length;
    console.log(
      `${name.padEnd(32)}${`${rows.length} rows`.padStart(12)}${wrong.toFixed(3).padStart(10)} wrong`,
    );
  }
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2);
  if (!folder) {
    console.error("answers: no folder given. Call: node examples/nights/answers.ts FOLDER");
    process.exit(2);
  }
  await writeAnswers(folder);
}
