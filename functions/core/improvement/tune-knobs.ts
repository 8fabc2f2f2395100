import { sha256Hex } from "../digest.ts";
import { bestBefore, type Diagnosis } from "./diagnose.ts";
import { type KnobRange, placeOf, valueAt } from "./knob-scale.ts";
import { bestTrial, type Situation, scoreOf, type Trial } from "./trial.ts";

/** Share of a range that the first step goes: from its middle, half-way to an end. Chosen; measured by `bench improvement`. */
const firstStep = 0.25;
/** Each step is half of the one before, as in a bisection; after four it would be lost in the noise. Chosen. */
const shrink = 0.5;
const mostShrinks = 4;
/** A change that is smaller than this share of the noise teaches nothing. Chosen; measured by `bench improvement`. */
const leastLesson = 0.1;

/**
 * Values of all knobs for the next try, from the best trial on: each goes on where going helped, turns back where it
 * made things worse, else follows what the diagnosis says, else chance. Every try takes half the step of the one before.
 */
export function tuneKnobs(
  situation: Situation,
  diagnosis: Diagnosis,
  chance: { seed: string; turn: number },
): Record<string, number> {
  const { space, trials, metrics } = situation;
  const { hyperparameters } = bestTrial(trials, metrics).facts.settings;
  const tries = trials.filter(({ plan }) => plan?.kind === "tuneHyperparameters").length;
  const step = firstStep * shrink ** Math.min(tries, mostShrinks);
  return Object.fromEntries(
    Object.entries(space.hyperparameters).map(([knob, range]) => {
      const known = hyperparameters[knob];
      const from = known === undefined ? 0.5 : placeOf(known, range);
      const sign = directionOf(knob, range, situation, diagnosis, chance);
      return [knob, valueAt(from + sign * step * (1 + Math.floor(chance.turn / 2)), range)];
    }),
  );
}

function directionOf(
  knob: string,
  range: KnobRange,
  situation: Situation,
  diagnosis: Diagnosis,
  { seed, turn }: { seed: string; turn: number },
): 1 | -1 {
  const learnt = learntDirection(knob, range, situation);
  const drawn = Number.parseInt(sha256Hex(`${seed}\n${knob}`).slice(0, 2), 16) % 2 === 0 ? 1 : -1;
  const direction = learnt ?? hintedDirection(range, diagnosis) ?? drawn;
  return turn % 2 === 0 ? direction : direction === 1 ? -1 : 1;
}

/** Where the last try that taught something says to go; null where none did. */
function learntDirection(knob: string, range: KnobRange, situation: Situation): 1 | -1 | null {
  const later = situation.trials.slice(1).toReversed();
  for (const trial of later) {
    const before = bestBefore(trial, situation);
    const moved = placeIn(trial, knob, range) - placeIn(before, knob, range);
    const score = scoreOf(trial, before, situation.metrics);
    if (moved === 0 || score === null || Math.abs(score) < leastLesson) continue;
    return moved * score > 0 ? 1 : -1;
  }
  return null;
}

function placeIn({ facts }: Trial, knob: string, range: KnobRange): number {
  const value = facts.settings.hyperparameters[knob];
  return value === undefined ? 0.5 : placeOf(value, range);
}

function hintedDirection({ simpler }: KnobRange, { findings }: Diagnosis): 1 | -1 | null {
  if (simpler === undefined) return null;
  const upwards = simpler === "higher" ? 1 : -1;
  if (findings.some(({ kind }) => kind === "overfit")) return upwards;
  if (findings.some(({ kind }) => kind === "underfit")) return upwards === 1 ? -1 : 1;
  return null;
}
