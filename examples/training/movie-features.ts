import * as z from "zod/mini";
import type { Movie } from "./movie.ts";

const categories = ["genre", "rating", "distributor", "source", "creativeType"] as const;
type Category = (typeof categories)[number];

/** Feature sets by name, from the least that is known of a film to the most. */
export const featureSets: Readonly<
  Record<
    string,
    { categories: readonly Category[]; numbers: readonly ("runningMinutes" | "criticsScore")[] }
  >
> = {
  /** Known when the film is announced. */
  announced: { categories: ["genre", "rating"], numbers: [] },
  /** Known when the film is delivered to its distributor. */
  catalogue: { categories, numbers: ["runningMinutes"] },
  /** Known on opening day: the critics have written. */
  critics: { categories, numbers: ["runningMinutes", "criticsScore"] },
};

/** What turns a film into numbers, learnt from the training rows alone, as it is kept in JSON. */
export const movieEncoder = z.object({
  /** Logarithms (base 10) of budgets at which the line may bend. */
  budgetKnots: z.array(z.number()),
  /** Medians that stand for missing numbers, by field. */
  medians: z.partialRecord(z.enum(["runningMinutes", "criticsScore"]), z.number()),
  /** Categories with a weight of their own, by field; any other counts as none of them. */
  levels: z.partialRecord(z.enum(categories), z.array(z.string())),
});
/** What turns a film into numbers. */
export type MovieEncoder = z.infer<typeof movieEncoder>;

const missing = "(missing)";

/** Learns the encoder from training rows. */
export function fitMovieEncoder(
  movies: readonly Movie[],
  rule: { featureSet: string; budgetKnots: number; minCategoryRows: number },
): MovieEncoder {
  const set = featureSets[rule.featureSet];
  if (!set) {
    const known = Object.keys(featureSets).join(", ");
    throw new Error(`Feature set "${rule.featureSet}": there is no such set. Known: ${known}.`);
  }
  const budgets = movies.map((movie) => Math.log10(movie.budget)).sort((a, b) => a - b);
  const knots = Array.from(
    { length: rule.budgetKnots },
    (_, at) => (at + 1) / (rule.budgetKnots + 1),
  );
  return {
    budgetKnots: [...new Set(knots.map((share) => quantile(budgets, share)))],
    medians: Object.fromEntries(set.numbers.map((field) => [field, medianOf(movies, field)])),
    levels: Object.fromEntries(
      set.categories.map((field) => [field, frequentLevels(movies, field, rule.minCategoryRows)]),
    ),
  };
}

/** The numbers that stand for one film. */
export function encodeMovie(encoder: MovieEncoder, movie: Movie): number[] {
  const budget = Math.log10(movie.budget);
  const { year, month } = movie.releasedOn;
  const season = (2 * Math.PI * month) / 12;
  const holidays = month === 11 || month === 12 ? 1 : 0;
  const summer = month >= 5 && month <= 7 ? 1 : 0;
  return [
    budget,
    ...encoder.budgetKnots.map((knot) => Math.max(0, budget - knot)),
    (year - 2000) / 10,
    Math.max(0, year - 1990) / 10,
    Math.sin(season),
    Math.cos(season),
    summer,
    holidays,
    ...numbersOf(encoder, movie),
    ...categories.flatMap((field) =>
      (encoder.levels[field] ?? []).map((level) => ((movie[field] ?? missing) === level ? 1 : 0)),
    ),
  ];
}

function numbersOf({ medians }: MovieEncoder, movie: Movie): number[] {
  return (["runningMinutes", "criticsScore"] as const).flatMap((field) => {
    const median = medians[field];
    if (median === undefined) return [];
    return [(movie[field] ?? median) / 100, movie[field] === null ? 1 : 0];
  });
}

function frequentLevels(movies: readonly Movie[], field: Category, least: number): string[] {
  const rows = new Map<string, number>();
  for (const movie of movies) {
    const level = movie[field] ?? missing;
    rows.set(level, (rows.get(level) ?? 0) + 1);
  }
  return [...rows].flatMap(([level, count]) => (count >= least ? [level] : [])).sort();
}

function medianOf(movies: readonly Movie[], field: "runningMinutes" | "criticsScore"): number {
  const known = movies.map((movie) => movie[field]).filter((value) => value !== null);
  return quantile(
    known.sort((a, b) => a - b),
    0.5,
  );
}

/** Value below which a share of the sorted numbers lies; 0 where there are none. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}
