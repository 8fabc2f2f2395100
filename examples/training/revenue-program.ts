import * as z from "zod/mini";
import { type Movie, parseMovie } from "./movie.ts";
import { encodeMovie, featureSets, fitMovieEncoder, movieEncoder } from "./movie-features.ts";
import type { Score } from "./paired-bootstrap.ts";
import { fitRidge, linearModel, predictLinear } from "./ridge.ts";
import type { TrainingProgram } from "./training-program.ts";

const fittedModel = z.object({
  kind: z.literal("ridge"),
  encoder: movieEncoder,
  line: linearModel,
});
const keptModel = z.object({ files: z.array(z.string()), fitted: fittedModel });
type Fitted = z.infer<typeof fittedModel>;

/** The keys of the job parameter `plan` that this program takes; docs/training-contract.md says what they do. */
export const revenuePlan = z.strictObject({
  featureSet: z._default(z.enum(Object.keys(featureSets)), "catalogue"),
  hyperparameters: z._default(
    z.strictObject({
      penalty: z._default(z.number().check(z.gte(0.01), z.lte(10_000)), 10),
      minCategoryRows: z._default(z.int().check(z.gte(2), z.lte(200)), 8),
      budgetKnots: z._default(z.int().check(z.gte(0), z.lte(8)), 3),
      halfLifeYears: z._default(z.number().check(z.gte(1), z.lte(100)), 100),
    }),
    { penalty: 10, minCategoryRows: 8, budgetKnots: 3, halfLifeYears: 100 },
  ),
  recentDays: z._default(z.int().check(z.gte(0), z.lte(3650)), 0),
});
/** A plan with every default filled in. */
export type RevenuePlan = z.infer<typeof revenuePlan>;

/** The revenue forecast: log10 of a film's worldwide gross from what is known before its release, by ridge regression. */
export function createRevenueProgram(plan: RevenuePlan): TrainingProgram<Movie, Fitted> {
  const { hyperparameters: knobs, featureSet, recentDays } = plan;
  return {
    recipe: `ridge/${featureSet}`,
    holdoutShare: 0.4,
    leastRows: 100,
    parse: parseMovies,
    keyOf: ({ key }) => key,
    clusterOf: ({ key }) => key,
    sliceOf: ({ budget }) => (budget < 10e6 ? "small" : budget < 50e6 ? "medium" : "large"),
    actual: ({ gross }) => Math.log10(gross),
    choose: (arrived, earlier) => [...recent(earlier, arrived, recentDays), ...arrived],
    fit(movies) {
      const encoder = fitMovieEncoder(movies, { featureSet, ...knobs });
      const newest = Math.max(...movies.map(({ releasedOn }) => releasedOn.year));
      const line = fitRidge(
        movies.map((movie) => encodeMovie(encoder, movie)),
        movies.map(({ gross }) => Math.log10(gross)),
        movies.map(({ releasedOn }) => 0.5 ** ((newest - releasedOn.year) / knobs.halfLifeYears)),
        knobs.penalty,
      );
      return { kind: "ridge", encoder, line };
    },
    predict: ({ encoder, line }, movie) => predictLinear(line, encodeMovie(encoder, movie)),
    score: scoreForecast,
    parseKept: (model) => keptModel.parse(model),
    settings: { feature_set: featureSet, recent_days: String(recentDays), ...texts(knobs) },
  };
}

function parseMovies(rows: Parameters<TrainingProgram<Movie, Fitted>["parse"]>[0]) {
  const examples: Movie[] = [];
  const skipped: Record<string, number> = {};
  for (const row of rows) {
    const parsed = parseMovie(row);
    if (parsed.kind === "movie") examples.push(parsed.movie);
    else skipped[parsed.reason] = (skipped[parsed.reason] ?? 0) + 1;
  }
  return { examples, skipped };
}

/** Earlier films released in the days before the newest film that arrived. */
function recent(earlier: readonly Movie[], arrived: readonly Movie[], days: number): Movie[] {
  const newest = Math.max(...arrived.map(dayOf));
  return days === 0 ? [] : earlier.filter((movie) => newest - dayOf(movie) <= days);
}

function dayOf({ releasedOn: { year, month, day } }: Movie): number {
  return Date.UTC(year, month - 1, day) / 86_400_000;
}

const threefold = Math.log10(3);

/** Metrics of a forecast of log10 dollars; an error of 0.3 is a factor of two. */
export const scoreForecast: Score = (actual, predicted) => {
  const rows = actual.length;
  let [sum, squares, absolute, squaredErrors, relative, over] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < rows; row += 1) {
    const truth = actual[row] ?? Number.NaN;
    const error = (predicted[row] ?? Number.NaN) - truth;
    sum += truth;
    squares += truth * truth;
    absolute += Math.abs(error);
    squaredErrors += error * error;
    relative += Math.abs(error / truth);
    if (error > threefold) over += 1;
  }
  return {
    rmse: Math.sqrt(squaredErrors / rows),
    mae: absolute / rows,
    r2: 1 - squaredErrors / (squares - (sum * sum) / rows),
    mape: relative / rows,
    over_forecast: over / rows,
  };
};

function texts(values: Record<string, number>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
