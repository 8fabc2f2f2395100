import type * as z from "zod/mini";
import type { ModelDefinition } from "../catalogue/model-definition.ts";
import type { Allowance } from "./allowance.ts";
import { digestOf, type Plan, pipelinesOf, plan, type Settings, settle, targets } from "./plan.ts";
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
  const parsed = plan.safeParse(answer);
  if (!parsed.success) {
    return { kind: "refused", reasons: parsed.error.issues.slice(0, 5).map(describeIssue) };
  }
  const reasons = [
    ...findUndeclared(parsed.data, fences.space),
    ...findOutOfBounds(parsed.data, fences.space),
    ...findOverspending(parsed.data, fences),
  ];
  if (reasons.length > 0) return { kind: "refused", reasons };
  const [plain] = fences.trials;
  const settings = settle(parsed.data, plain.facts.settings);
  const digest = digestOf(settings, pipelinesOf(parsed.data));
  const repetition = findRepetition(digest, fences.trials);
  return repetition === null
    ? { kind: "checked", plan: parsed.data, digest, settings }
    : { kind: "refused", reasons: [repetition] };
}

const longestName = 80;

function describeIssue(issue: z.core.$ZodIssue): string {
  const where = ["plan", ...issue.path].map(String).join(".").slice(0, longestName);
  switch (issue.code) {
    case "unrecognized_keys": {
      const keys = issue.keys.slice(0, 5).map((key) => JSON.stringify(key.slice(0, longestName)));
      return `${where} holds ${keys.join(", ")}; a plan has no such field.`;
    }
    case "invalid_union":
      return `${where} is none of the four kinds of plan: ${Object.keys(targets).join(", ")}.`;
    case "invalid_type":
      return `${where} must be ${issue.expected}.`;
    default:
      return `${where} is not what its kind of plan asks for.`;
  }
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
  const declared = known.length === 0 ? "none" : known.join(", ");
  return `The ${what} ${JSON.stringify(name.slice(0, 80))} is not registered; improvement.${key} declares ${declared}.`;
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
  const empty =
    (asked.kind === "tuneHyperparameters" && Object.keys(hyperparameters).length === 0) ||
    (asked.kind === "refreshPipeline" && asked.pipelines.length === 0)
      ? [`${asked.kind} names nothing to change.`]
      : [];
  return [...days, ...knobs, ...empty];
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
