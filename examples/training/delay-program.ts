import * as z from "zod/mini";
import { airportDay, departureHour, type Flight, flightKey, parseFlight } from "./flight.ts";
import type { Score } from "./paired-bootstrap.ts";
import { parsePlan, planTags } from "./parse-plan.ts";
import { fitQuantileTable, quantileFor, quantileTable } from "./quantile-table.ts";
import type { Trainer, TrainingProgram } from "./training-program.ts";

/** Share of flights that a perfect detector calls anomalous. */
const nominalRate = 0.01;

const groupings: Readonly<Record<string, (flight: Flight) => string>> = {
  pooled: () => "all",
  hour: (flight) => `${departureHour(flight)}`,
  "hour-distance": (flight) => `${departureHour(flight)}/${bandOf(flight.distance)}`,
};

const fittedModel = z.object({
  kind: z.literal("quantiles"),
  featureSet: z.enum(Object.keys(groupings)),
  table: quantileTable,
});
const keptModel = z.object({
  files: z.array(z.string()),
  plan: z.record(z.string(), z.unknown()),
  fitted: fittedModel,
});
type Fitted = z.infer<typeof fittedModel>;

/** The keys of a plan that this model takes; docs/training-contract.md says what they do. */
const delayPlan = z.strictObject({
  ...planTags,
  featureSet: z._default(z.enum(Object.keys(groupings)), "hour"),
  recentDays: z._default(z.int().check(z.gte(0), z.lte(3650)), 0),
  hyperparameters: z.strictObject({
    shrinkRows: z._default(z.number().check(z.gte(0), z.lte(100_000)), 500),
  }),
});

/**
 * The delay anomaly detector: a flight is an anomaly where its delay is beyond the 99 % quantile of flights like it.
 * What is fitted is that quantile.
 */
export const delayTrainer: Trainer<Flight, Fitted> = {
  createProgram: (plan) => createDelayProgram(parsePlan(delayPlan, plan)),
  parseKept: (model) => keptModel.parse(model),
};

function createDelayProgram(plan: z.infer<typeof delayPlan>): TrainingProgram<Flight, Fitted> {
  const { featureSet, recentDays, hyperparameters } = plan;
  return {
    recipe: `quantiles/${featureSet}`,
    plan: { featureSet, hyperparameters },
    holdoutShare: 0.2,
    leastRows: 1000,
    parse(rows) {
      const examples = rows.map(parseFlight).filter((flight) => flight !== null);
      return { examples, skipped: { "no date, delay or distance": rows.length - examples.length } };
    },
    keyOf: flightKey,
    clusterOf: airportDay,
    sliceOf: (flight) => partOfDay(departureHour(flight)),
    watched: { distance: ({ distance }) => distance, hour: departureHour },
    actual: ({ delay }) => delay,
    choose: (arrived, earlier) => [...recent(earlier, arrived, recentDays), ...arrived],
    fit(flights) {
      const group = groupOf(featureSet);
      const rows = flights.map((flight) => ({ group: group(flight), value: flight.delay }));
      const table = fitQuantileTable(rows, 1 - nominalRate, hyperparameters.shrinkRows);
      return { kind: "quantiles", featureSet, table };
    },
    predict: (fitted, flight) => quantileFor(fitted.table, groupOf(fitted.featureSet)(flight)),
    score: scoreDetector,
  };
}

/** Earlier flights of the days before the newest flight that arrived. */
function recent(earlier: readonly Flight[], arrived: readonly Flight[], days: number): Flight[] {
  const newest = arrived.reduce((last, { departure }) => Math.max(last, departure), 0);
  return days === 0
    ? []
    : earlier.filter(({ departure }) => newest - departure <= days * 86_400_000);
}

function groupOf(featureSet: string): (flight: Flight) => string {
  const grouping = groupings[featureSet];
  if (!grouping) throw new Error(`Feature set "${featureSet}": there is no such set.`);
  return grouping;
}

function partOfDay(hour: number): string {
  if (hour < 6) return "night";
  if (hour < 12) return "morning";
  return hour < 18 ? "afternoon" : "evening";
}

function bandOf(miles: number): string {
  return miles < 300 ? "short" : miles < 1000 ? "medium" : "long";
}

/** Metrics of a detector from each flight's delay and threshold. */
export const scoreDetector: Score = (delays, thresholds) => {
  const rows = delays.length;
  let [loss, anomalies] = [0, 0];
  for (let row = 0; row < rows; row += 1) {
    const excess = (delays[row] ?? Number.NaN) - (thresholds[row] ?? Number.NaN);
    // Least for the true quantile: https://en.wikipedia.org/wiki/Quantile_regression
    loss += excess > 0 ? (1 - nominalRate) * excess : -nominalRate * excess;
    if (excess > 0) anomalies += 1;
  }
  const rate = anomalies / rows;
  return {
    quantile_loss: loss / rows,
    anomaly_rate: rate,
    calibration_gap: Math.abs(rate - nominalRate),
  };
};
