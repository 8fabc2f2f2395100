import { didYouMean } from "./did-you-mean.ts";
import { nextClockTime } from "./night-time.ts";
import type { Rehearsal, StepAction } from "./rehearsal.ts";

/** A step with the instant it happens, in milliseconds since the epoch. */
export interface DueStep {
  due: number;
  action: StepAction;
}

/** The night as a timetable. */
export interface NightPlan {
  steps: DueStep[];
  /** Instant at which the night is over, in milliseconds since the epoch. */
  end: number;
}

/** Gives each step its instant, never before the one above it, and the night its end. */
export function planSteps(rehearsal: Rehearsal): NightPlan {
  let now = rehearsal.start.at;
  const steps = rehearsal.steps.map(({ at, action }) => {
    now =
      at.kind === "after"
        ? now + at.ms
        : nextClockTime(now, at.minutes, rehearsal.start.zoneMinutes);
    return { due: now, action };
  });
  return { steps, end: now + rehearsal.after };
}

/** Sentences about every model that a rehearsal names and the catalogue does not hold. */
export function findUnknownModels(rehearsal: Rehearsal, models: readonly string[]): string[] {
  const named = [
    ...rehearsal.steps.map(({ action }, index) => ({
      where: `steps[${index}].${action.kind}.model`,
      model: modelOf(action),
    })),
    ...rehearsal.expect.map(({ kind, fields }, index) => ({
      where: `expect[${index}].${kind}.model`,
      model: fields.model,
    })),
  ];
  return named.flatMap(({ where, model }) =>
    typeof model !== "string" || models.includes(model) || model.startsWith("/")
      ? []
      : [`${where} is ${model}; the catalogue has no such model. ${didYouMean(model, models)}`],
  );
}

function modelOf(action: StepAction): string | undefined {
  switch (action.kind) {
    case "drop":
    case "run":
    case "alert":
    case "serve":
    case "hold":
    case "lift":
      return action.body.model;
    default:
      return undefined;
  }
}
