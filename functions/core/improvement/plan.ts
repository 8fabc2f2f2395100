import * as z from "zod/mini";
import { canonicalJson } from "../digest.ts";
import { shortHash } from "../names.ts";
import { printable } from "../printable.ts";

/** How one training is made: all that a plan may change. */
export interface Settings {
  /** Null where the training program does not say. */
  featureSet: string | null;
  /** Days of earlier data that are trained on beside the arrival; 0 for none. */
  recentDays: number;
  /** Values by name, as far as the program says. */
  hyperparameters: Readonly<Record<string, number>>;
}

const knobs = z.record(z.string().check(z.maxLength(100)), z.number());
/** With the training run they make the 20 runs that `improvement.maxRuns` allows at most. */
const mostPipelines = 19;
const longestDescription = 500;
const name = z.string().check(z.minLength(1), z.maxLength(200));
/** What any plan may hold beside what its kind is about: it keeps what earlier plans taught. */
const kept = {
  featureSet: z.optional(name),
  recentDays: z.optional(z.int()),
  hyperparameters: z.optional(knobs),
} as const;

/** What may be tried when a plain retrain is not good enough: this, and nothing else. */
export const plan = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("retrainWithFeatures"), ...kept, featureSet: name }),
  z.strictObject({ kind: z.literal("tuneHyperparameters"), ...kept, hyperparameters: knobs }),
  z.strictObject({ kind: z.literal("augmentWithRecent"), ...kept, recentDays: z.int() }),
  z.strictObject({
    kind: z.literal("refreshPipeline"),
    ...kept,
    pipelines: z.array(name).check(z.maxLength(mostPipelines)),
  }),
]);

/** One thing that is tried; what it leaves out stays as in the plain retrain. */
export type Plan = z.infer<typeof plan>;

/** The parts of the settings that plans change, each by the kind of plan that is about it. */
export const targets = {
  retrainWithFeatures: "features",
  tuneHyperparameters: "hyperparameters",
  augmentWithRecent: "data",
  refreshPipeline: "pipelines",
} as const satisfies Record<Plan["kind"], string>;

/** A part of the settings that a plan may change. */
export type Target = (typeof targets)[Plan["kind"]];

/** The settings that a plan leads to, where a plain retrain has these. */
export function settle(asked: Plan, plain: Settings): Settings {
  return {
    featureSet: asked.featureSet ?? plain.featureSet,
    recentDays: asked.recentDays ?? plain.recentDays,
    hyperparameters: { ...plain.hyperparameters, ...asked.hyperparameters },
  };
}

/** Names of the jobs that a plan runs before it trains. */
export function pipelinesOf(asked: Plan): string[] {
  return asked.kind === "refreshPipeline" ? asked.pipelines : [];
}

/** Digest of what is tried, 12 hex digits: the same for plans that come to the same, whatever they are called. */
export function digestOf(settings: Settings, pipelines: readonly string[]): string {
  const hyperparameters = Object.fromEntries(
    Object.entries(settings.hyperparameters).map(([knob, value]) => [knob, rounded(value)]),
  );
  const tried = { ...settings, hyperparameters, pipelines: [...new Set(pipelines)].sort() };
  return shortHash(canonicalJson(tried));
}

/** A value that differs by less than one in a thousand is no new value. */
function rounded(value: number): number {
  const short = Number(value.toPrecision(3));
  return Number.isFinite(short) ? short : value;
}

/** A plan in a few words, for people: what it changes in the plain retrain, in 500 characters at most. */
export function describePlan(asked: Plan, plain: Settings): string {
  const { featureSet, recentDays, hyperparameters } = settle(asked, plain);
  const knobs = Object.entries(hyperparameters).filter(
    ([knob, value]) => value !== plain.hyperparameters[knob],
  );
  const parts = [
    ...pipelinesOf(asked).map((pipeline) => `refresh ${pipeline}`),
    ...(featureSet === plain.featureSet ? [] : [`features ${featureSet}`]),
    ...(recentDays === plain.recentDays ? [] : [`${recentDays} days of earlier data`]),
    ...knobs.map(([knob, value]) => `${knob} ${value}`),
  ];
  return printable(`${asked.kind}: ${parts.join(", ")}`, longestDescription);
}

/** A plan as training and pipeline jobs are told it: what changes the training, and whose try it is. */
export function tellPlan(
  asked: Plan,
  tags: { iteration: number; parent: string },
): Readonly<Record<string, unknown>> {
  const { kind, featureSet, recentDays, hyperparameters } = asked;
  return { kind, ...tags, featureSet, recentDays, hyperparameters };
}
