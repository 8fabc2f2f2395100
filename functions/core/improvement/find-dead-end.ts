import { placeOf } from "./knob-scale.ts";
import type { Settings } from "./plan.ts";
import { bestTrial, progressOf, type Situation, type Trial } from "./trial.ts";

/** Why trying on would lead nowhere. */
export interface DeadEnd {
  kind: "stall" | "oscillation";
  reason: string;
}

/** A change below this share of the noise is none. */
const leastChange = 0.05;

/** Whether the last trials changed nothing, or went back and forth; null where trying on may help. */
export function findDeadEnd(situation: Situation): DeadEnd | null {
  const [first, second, third] = situation.trials.slice(-3);
  if (first === undefined || second === undefined || third === undefined) return null;
  if (isSame(second, first, situation) && isSame(third, second, situation)) {
    return { kind: "stall", reason: "Two iterations in a row changed no metric: it stalls." };
  }
  const best = bestTrial(situation.trials, situation.metrics);
  const turned = findTurn([first, second, third], situation.space);
  if (turned === null || best === second || best === third) return null;
  const reason = `${turned} went back and forth, and neither was better: it oscillates.`;
  return { kind: "oscillation", reason };
}

function isSame(trial: Trial, since: Trial, { metrics }: Situation): boolean {
  const changes = Object.values(progressOf(trial, since, metrics));
  return changes.length > 0 && changes.every((change) => Math.abs(change) < leastChange);
}

/** What the third trial took back of what the second had changed, and nothing else was changed. */
function findTurn(trials: readonly [Trial, Trial, Trial], space: Situation["space"]) {
  const [first, second, third] = trials.map(({ facts }) => placesOf(facts.settings, space));
  if (first === undefined || second === undefined || third === undefined) return null;
  const names = Object.keys({ ...first, ...second, ...third });
  const moves = names.map((name) => ({
    name,
    out: (second[name] ?? 0) - (first[name] ?? 0),
    back: (third[name] ?? 0) - (second[name] ?? 0),
  }));
  const moved = moves.filter(({ out, back }) => out !== 0 || back !== 0);
  const isTurned = moved.every(({ out, back }) => out * back < 0);
  return moved.length > 0 && isTurned ? moved.map(({ name }) => name).join(", ") : null;
}

function placesOf(settings: Settings, space: Situation["space"]): Record<string, number> {
  const knobs = Object.entries(settings.hyperparameters).map(([knob, value]) => {
    const range = space.hyperparameters[knob];
    return [knob, range === undefined ? value : placeOf(value, range)] as const;
  });
  return {
    ...Object.fromEntries(knobs),
    recentDays: settings.recentDays,
    featureSet: space.featureSets.indexOf(settings.featureSet ?? ""),
  };
}
