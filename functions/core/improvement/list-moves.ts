import type { Diagnosis } from "./diagnose.ts";
import type { Plan, Settings } from "./plan.ts";
import { bestTrial, type Situation } from "./trial.ts";
import { tuneKnobs } from "./tune-knobs.ts";

/** Something that the rules could try next. */
export interface Move {
  plan: Plan;
  /** How far it is from what is known to work: of equals, the nearest is tried first. */
  turn: number;
}

const turns = 8;

/** Everything that the rules could try next from the best trial on, whether it was tried before or not. */
export function listMoves(situation: Situation, diagnosis: Diagnosis, seed: string): Move[] {
  const { trials, metrics } = situation;
  const base = bestTrial(trials, metrics).facts.settings;
  return [
    ...listRefreshes(situation, base),
    ...listWindows(situation, base),
    ...listFeatureSets(situation, base),
    ...listTunings(situation, diagnosis, base, seed),
  ];
}

/** The declared settings of the base: they are named in the plan, so that the plan says all that it is. */
function keep(base: Settings, { space }: Situation) {
  const { featureSet, recentDays, hyperparameters } = base;
  const declared = Object.entries(hyperparameters).filter(([knob, value]) => {
    const range = space.hyperparameters[knob];
    return range !== undefined && value >= range.min && value <= range.max;
  });
  return {
    ...(featureSet !== null && space.featureSets.includes(featureSet) ? { featureSet } : {}),
    ...(recentDays > 0 && recentDays <= space.maxRecentDays ? { recentDays } : {}),
    ...(declared.length > 0 ? { hyperparameters: Object.fromEntries(declared) } : {}),
  };
}

function listRefreshes(situation: Situation, base: Settings): Move[] {
  const pipelines = [...new Set(situation.space.pipelines)];
  if (pipelines.length === 0) return [];
  const plan: Plan = { kind: "refreshPipeline", ...keep(base, situation), pipelines };
  return [{ plan, turn: 0 }];
}

/** The widest window first; once it was tried, the middles between what was tried and what works. */
function listWindows(situation: Situation, base: Settings): Move[] {
  const { space, trials } = situation;
  const most = space.maxRecentDays;
  const tried = trials.map(({ facts }) => facts.settings.recentDays);
  const above = Math.min(most, ...tried.filter((days) => days > base.recentDays));
  const below = Math.max(0, ...tried.filter((days) => days < base.recentDays));
  const middles = [above, below].map((days) => Math.round((base.recentDays + days) / 2));
  return [most, ...middles]
    .filter((days) => days > 0 && days <= most)
    .map((recentDays, turn) => ({
      plan: { kind: "augmentWithRecent", ...keep(base, situation), recentDays },
      turn,
    }));
}

function listFeatureSets(situation: Situation, base: Settings): Move[] {
  const { featureSets } = situation.space;
  const now = base.featureSet === null ? -1 : featureSets.indexOf(base.featureSet);
  return featureSets.map((featureSet, at) => ({
    plan: { kind: "retrainWithFeatures", ...keep(base, situation), featureSet },
    turn: Math.abs(at - now),
  }));
}

function listTunings(
  situation: Situation,
  diagnosis: Diagnosis,
  base: Settings,
  seed: string,
): Move[] {
  if (Object.keys(situation.space.hyperparameters).length === 0) return [];
  return Array.from({ length: turns }, (_, turn) => {
    const hyperparameters = tuneKnobs(situation, diagnosis, { seed, turn });
    const plan: Plan = { kind: "tuneHyperparameters", ...keep(base, situation), hyperparameters };
    return { plan, turn };
  });
}
