import type * as z from "zod/mini";
import type { ModelDefinition } from "../catalogue/model-definition.ts";
import { printable } from "../printable.ts";
import type { Allowance } from "./allowance.ts";
import { digestOf, type Plan, pipelinesOf, plan, type Settings, settle, targets } from "./plan.ts";
import { listSome, tellReasons } from "./tell-reasons.ts";
import type { Trial } from "./trial.ts";

/** All that a plan must keep to. */
export interface Fences {
  space: ModelDefinition["improvement"];
  /** Oldest first; the first is the plain retrain. */
  trials: readonly [Trial, ...Trial[]];
  allowance: Allowance;
}

/** A plan that may be carried out, or every reason why not. */
export type CheckedPlan =
  | { kind: "checked"; plan: Plan; digest: string; settings: Settings }
  | { kind: "refused"; reasons: string[] };

/**
 * Checks what a planner answered, whoever that was: its shape, that every job and parameter in it is declared and inside
 * its bounds, that it is new, and that it fits what is left of the caps. Nothing is repaired, nothing is rounded.
 */
export function checkPlan(answer: unknown, fences: Fences): CheckedPlan {
  const poison = findPoison(answer);
  if (poison.length > 0) return refuse(poison);
  const parsed = plan.safeParse(answer);
  if (!parsed.success) {
    return refuse(parsed.error.issues.map(describeIssue));
  }
  const reasons = [
    ...findUndeclared(parsed.data, fences.space),
    ...findOutOfBounds(parsed.data, fences.space),
    ...findOverspending(parsed.data, fences),
  ];
  if (reasons.length > 0) return refuse(reasons);
  const [plain] = fences.trials;
  const settings = settle(parsed.data, plain.facts.settings);
  const digest = digestOf(settings, pipelinesOf(parsed.data));
  const repetition = findRepetition(digest, fences.trials);
  return repetition === null
    ? { kind: "checked", plan: parsed.data, digest, settings }
    : refuse([repetition]);
}

function refuse(reasons: readonly string[]): CheckedPlan {
  return { kind: "refused", reasons: tellReasons(reasons, mostReasons) };
}

/** Names that every object has, which parsers pass over silently: they are looked for before anything is parsed. */
function findPoison(answer: unknown): string[] {
  if (typeof answer !== "object" || answer === null) return [];
  const fields = poisonousIn(answer).map(
    (name) => `plan holds ${quote(name)}; a plan has no such field.`,
  );
  const hyperparameters = "hyperparameters" in answer ? answer.hyperparameters : null;
  if (typeof hyperparameters !== "object" || hyperparameters === null) return fields;
  const knobs = poisonousIn(hyperparameters).map(
    (name) =>
      `The hyperparameter ${quote(name)} is not registered; no hyperparameter has that name.`,
  );
  return [...fields, ...knobs];
}

function poisonousIn(value: object): string[] {
  return ["__proto__", "constructor", "prototype"].filter((name) => Object.hasOwn(value, name));
}

const longestName = 80;
const mostReasons = 5;

function describeIssue(issue: z.core.$ZodIssue): string {
  const where = printable(["plan", ...issue.path].map(String).join("."), longestName);
  switch (issue.code) {
    case "unrecognized_keys": {
      return `${where} holds ${listSome(issue.keys.map(quote))}; a plan has no such field.`;
    }
    case "invalid_union":
      return `${where} is none of the four kinds of plan: ${Object.keys(targets).join(", ")}.`;
    case "invalid_type":
      return `${where} must be ${issue.expected}.`;
    default:
      return `${where} is not what its kind of plan asks for.`;
  }
}

function quote(name: string): string {
  return JSON.stringify(printable(name, longestName));
}

function findUndeclared(asked: Plan, space: Fences["space"]): string[] {
  const { featureSet, hyperparameters = {} } = asked;
  const knobs = Object.keys(hyperparameters).filter(
    (knob) => !Object.hasOwn(space.hyperparameters, knob),
  );
  const pipelines = pipelinesOf(asked).filter((name) => !space.pipelines.includes(name));
  return [
    ...knobs.map((knob) =>
      undeclared("hyperparameter", knob, Object.keys(space.hyperparameters), "hyperparameters"),
    ),
    ...pipelines.map((name) => undeclared("job", name, space.pipelines, "pipelines")),
    ...(featureSet === undefined || space.featureSets.includes(featureSet)
      ? []
      : [undeclared("feature set", featureSet, space.featureSets, "featureSets")]),
  ];
}

function undeclared(what: string, name: string, known: readonly string[], key: string): string {
  const declared = known.length === 0 ? "none" : listSome(known);
  return `The ${what} ${quote(name)} is not registered; improvement.${key} declares ${declared}.`;
}

function findOutOfBounds(asked: Plan, space: Fences["space"]): string[] {
  const { recentDays, hyperparameters = {} } = asked;
  const least = asked.kind === "augmentWithRecent" ? 1 : 0;
  const days =
    recentDays === undefined || (recentDays >= least && recentDays <= space.maxRecentDays)
      ? []
      : [`recentDays is ${recentDays}; it must be from ${least} to ${space.maxRecentDays}.`];
  const knobs = Object.entries(hyperparameters).flatMap(([knob, value]) => {
    const range = Object.hasOwn(space.hyperparameters, knob) && space.hyperparameters[knob];
    if (!range) return [];
    const whole = range.integer ? "a whole number " : "";
    const fits = value >= range.min && value <= range.max;
    if (fits && (!range.integer || Number.isInteger(value))) return [];
    return [`${knob} is ${value}; it must be ${whole}from ${range.min} to ${range.max}.`];
  });
  const named = pipelinesOf(asked);
  const twice = named.filter((name, at) => named.indexOf(name) !== at);
  const repeated = [...new Set(twice)].map(
    (name) => `The job ${quote(name)} is named more than once; each runs once.`,
  );
  const empty =
    (asked.kind === "tuneHyperparameters" && Object.keys(hyperparameters).length === 0) ||
    (asked.kind === "refreshPipeline" && asked.pipelines.length === 0)
      ? [`${asked.kind} names nothing to change.`]
      : [];
  return [...days, ...knobs, ...repeated, ...empty];
}

function findRepetition(digest: string, trials: Fences["trials"]): string | null {
  const same = trials.find((trial) => trial.digest === digest);
  if (same === undefined) return null;
  const when = same.iteration === 0 ? "the plain retrain" : `iteration ${same.iteration}`;
  return `It comes to the same as ${when}; a plan must try something new.`;
}

function findOverspending(asked: Plan, { space, trials, allowance }: Fences): string[] {
  const reasons: string[] = [];
  const done = trials.length - 1;
  if (done >= space.maxIterations) {
    reasons.push(
      `${done} iterations are done; improvement.maxIterations is ${space.maxIterations}.`,
    );
  }
  const runs = new Set(pipelinesOf(asked)).size + 1;
  if (runs > allowance.runs) {
    reasons.push(
      `It needs ${runs} run(s), ${allowance.runs} are left; improvement.maxRuns is ${space.maxRuns}.`,
    );
  }
  const usual = Math.max(1, ...trials.map(({ minutes }) => Math.ceil(minutes)));
  if (usual > allowance.minutes) {
    reasons.push(
      `Training takes about ${usual} minute(s), time and money are left for ${allowance.minutes}; improvement.maxHours is ${space.maxHours}, maxDollars ${space.maxDollars ?? "none"}.`,
    );
  }
  return reasons;
}
