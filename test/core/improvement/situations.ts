import fc from "fast-check";
import {
  type ModelDefinition,
  modelDefinition,
} from "../../../functions/core/catalogue/model-definition.ts";
import type { Allowance } from "../../../functions/core/improvement/allowance.ts";
import {
  digestOf,
  type Plan,
  pipelinesOf,
  settle,
} from "../../../functions/core/improvement/plan.ts";
import type { Situation, Trial } from "../../../functions/core/improvement/trial.ts";
import type { MetricComparison, Verdict } from "../../../functions/core/lifecycle/verdict.ts";

/** A model with something to try in every direction. */
export const definition: ModelDefinition = modelDefinition.parse({
  registeredModel: "ml.films.revenue",
  input: { path: "films" },
  training: { program: "/Shared/train.py", dollarsPerHour: 1 },
  metrics: {
    rmse: { better: "lower", role: "target" },
    bias: { better: "lower" },
  },
  improvement: {
    enabled: true,
    featureSets: ["few", "some", "all"],
    maxRecentDays: 1000,
    pipelines: ["refresh-features"],
    hyperparameters: {
      penalty: { min: 0.01, max: 100, scale: "log", simpler: "higher" },
      knots: { min: 0, max: 8, integer: true },
    },
  },
});

const { metrics } = definition;
export const space = definition.improvement;

/** More than any test uses. */
export const plenty: Allowance = { runs: 20, tokens: 1_000_000, minutes: 10_000, dollars: null };

const plainSettings = {
  featureSet: "some",
  recentDays: 0,
  hyperparameters: { penalty: 1, knots: 3 },
};

interface Judged {
  rmse: number;
  bias?: number;
  verdict?: Partial<Verdict>;
  facts?: Partial<Trial["facts"]>;
}

/** The plain retrain: rmse 1.1 against the champion's 1, with a noise band of 0.1. */
export function plainTrial({ rmse = 1.1, ...rest }: Partial<Judged> = {}): Trial {
  return trialOf(null, { rmse, ...rest }, 0);
}

/** A trial with these metrics. */
export function trialOf(plan: Plan | null, judged: Judged, iteration: number): Trial {
  const settings = plan === null ? plainSettings : settle(plan, plainSettings);
  return {
    iteration,
    plan,
    digest: digestOf(settings, plan === null ? [] : pipelinesOf(plan)),
    facts: { settings, trainingRows: null, training: {}, drift: {}, ...judged.facts },
    minutes: 5,
    result: { kind: "judged", verdict: verdictOf(judged) },
  };
}

function verdictOf({ rmse, bias = 1, verdict = { kind: "reject", cause: "unproven" } }: Judged) {
  return {
    reasons: [`rmse is ${rmse}`],
    comparison: [comparisonOf("rmse", "target", rmse), comparisonOf("bias", "guardrail", bias)],
    sampleSize: 1000,
    grade: "strong",
    falsePromotionRate: 0.01,
    flip: [],
    missing: [],
    ...verdict,
  } as Verdict;
}

function comparisonOf(metric: string, role: "target" | "guardrail", candidate: number) {
  const [champion, band] = [1, 0.1];
  return {
    ...{ metric, role, candidate, champion, gain: champion - candidate, rule: "Q", noise: "rows" },
    ...{ band, unattendedBand: 0.15, margin: 0, grade: "strong", finding: "unproven", slices: [] },
  } as MetricComparison;
}

/** What is known after these trials. */
export function situationOf(trials: Situation["trials"], rest: Partial<Situation> = {}): Situation {
  return { metrics, space, trials, championRows: null, alerts: [], advice: [], ...rest };
}

/** Any declared space. */
export const anySpace: fc.Arbitrary<Situation["space"]> = fc
  .record({
    featureSets: fc.subarray(["few", "some", "all"]),
    maxRecentDays: fc.integer({ min: 0, max: 3650 }),
    pipelines: fc.subarray(["refresh-features"]),
    knobs: fc.dictionary(fc.constantFrom("penalty", "knots", "depth"), anyRange(), { maxKeys: 3 }),
    maxIterations: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ knobs, ...rest }) => ({ ...space, ...rest, hyperparameters: knobs }));

function anyRange() {
  return fc
    .record({
      low: fc.double({ min: 0.001, max: 1000, noNaN: true }),
      width: fc.double({ min: 0, max: 1000, noNaN: true }),
      integer: fc.boolean(),
      scale: fc.constantFrom("linear" as const, "log" as const),
      simpler: fc.constantFrom("higher" as const, "lower" as const, undefined),
    })
    .map(({ low, width, integer, scale, simpler }) => {
      const range = { integer, scale, ...(simpler === undefined ? {} : { simpler }) };
      return integer
        ? { min: Math.ceil(low), max: Math.ceil(low) + Math.floor(width), ...range }
        : { min: low, max: low + width, ...range };
    });
}
