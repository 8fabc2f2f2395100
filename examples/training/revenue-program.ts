import * as z from "zod/mini";
import { type Movie, parseMovie } from "./movie.ts";
import { encodeMovie, featureSets, fitMovieEncoder, movieEncoder } from "./movie-features.ts";
import { parsePlan, planTags } from "./parse-plan.ts";
import type { Row } from "./read-rows.ts";
import { fitRidge, linearModel, predictLinear } from "./ridge.ts";
import { scoreForecast } from "./score-forecast.ts";
import type { Trainer, TrainingProgram } from "./training-program.ts";

const fittedModel = z.object({
  kind: z.literal("ridge"),
  encoder: movieEncoder,
  line: linearModel,
});
const keptModel = z.object({
  files: z.array(z.string()),
  plan: z.record(z.string(), z.unknown()),
  fitted: fittedModel,
});
type Fitted = z.infer<typeof fittedModel>;

/** The keys of a plan that this model takes; docs/training-contract.md says what they do. */
const revenuePlan = z.strictObject({
  ...planTags,
  featureSet: z._default(z.enum(Object.keys(featureSets)), "catalogue"),
  recentDays: z._default(z.int().check(z.gte(0), z.lte(3650)), 0),
  hyperparameters: z.strictObject({
    penalty: z._default(z.number().check(z.gte(0.01), z.lte(10_000)), 10),
    minCategoryRows: z._default(z.int().check(z.gte(2), z.lte(200)), 8),
    budgetKnots: z._default(z.int().check(z.gte(0), z.lte(8)), 3),
    halfLifeYears: z._default(z.number().check(z.gte(1), z.lte(100)), 100),
  }),
});
type RevenuePlan = z.infer<typeof revenuePlan>;

/** The revenue forecast: log10 of a film's worldwide gross from what is known before its release, by ridge regression. */
export const revenueTrainer: Trainer<Movie, Fitted> = {
  createProgram: (plan) => createRevenueProgram(parsePlan(revenuePlan, plan)),
  parseKept: (model) => keptModel.parse(model),
};

function createRevenueProgram(plan: RevenuePlan): TrainingProgram<Movie, Fitted> {
  const { hyperparameters: knobs, featureSet, recentDays } = plan;
  return {
    recipe: `ridge/${featureSet}`,
    plan: { featureSet, hyperparameters: knobs },
    holdoutShare: 0.4,
    leastRows: 100,
    parse: parseMovies,
    keyOf: ({ key }) => key,
    clusterOf: ({ key }) => key,
    sliceOf: ({ budget }) => (budget < 10e6 ? "small" : budget < 50e6 ? "medium" : "large"),
    watched: { budget: ({ budget }) => budget, month: ({ releasedOn }) => releasedOn.month },
    actual: ({ gross }) => Math.log10(gross),
    choose: (arrived, earlier) => [...recent(earlier, arrived, recentDays), ...arrived],
    fit: (movies) => fitForecast(movies, featureSet, knobs),
    predict: ({ encoder, line }, movie) => predictLinear(line, encodeMovie(encoder, movie)),
    score: scoreForecast,
  };
}

function fitForecast(
  movies: readonly Movie[],
  featureSet: string,
  knobs: RevenuePlan["hyperparameters"],
): Fitted {
  const encoder = fitMovieEncoder(movies, { featureSet, ...knobs });
  const newest = Math.max(...movies.map(({ releasedOn }) => releasedOn.year));
  const line = fitRidge(
    movies.map((movie) => encodeMovie(encoder, movie)),
    movies.map(({ gross }) => Math.log10(gross)),
    movies.map(({ releasedOn }) => 0.5 ** ((newest - releasedOn.year) / knobs.halfLifeYears)),
    knobs.penalty,
  );
  return { kind: "ridge", encoder, line };
}

function parseMovies(rows: readonly Row[]) {
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
