import { canonicalJson, sha256Hex } from "../digest.ts";
import { bestBefore, type Diagnosis, describeFinding, diagnose, type Finding } from "./diagnose.ts";
import { listMoves, type Move } from "./list-moves.ts";
import { describePlan, digestOf, type Plan, pipelinesOf, settle, targets } from "./plan.ts";
import { bestTrial, type Situation, scoreOf } from "./trial.ts";

/** What the rules propose, or that nothing new is left. */
export type Proposal =
  | { kind: "plan"; plan: Plan; why: string[] }
  | { kind: "exhausted"; reason: string };

/**
 * What speaks for a kind of plan by itself, and with each finding. Chosen by judgement, on the films and flights that
 * `npm run bench -- improvement` measures; only their order matters, and no other data has confirmed it.
 */
const weights: Record<Plan["kind"], Partial<Record<Finding["kind"], number>> & { alone: number }> =
  {
    // Fewer rows than the champion had is the one finding that more rows settle: it outweighs any other.
    augmentWithRecent: { alone: 1, narrowData: 4, driftedFeatures: 1, overfit: 2, weakSlices: 1 },
    // Declared feature sets are few and meant to be tried: of equals they go first.
    retrainWithFeatures: { alone: 1.2, underfit: 2, overfit: 0.5, weakSlices: 0.5 },
    // Either misfit may be a matter of knobs, but data and features settle it in bigger steps.
    tuneHyperparameters: { alone: 1, overfit: 1, underfit: 1 },
    // Costs a run more than the others: without drift it goes last.
    refreshPipeline: { alone: 0.5, driftedFeatures: 3 },
  };
/** The critic's advice outweighs what speaks for a plan by itself, but not narrow data. Chosen. */
const adviceWeight = 2;
/** A failed try of a kind takes back more than the weight that any kind has alone. Chosen. */
const worseLesson = -1.5;
/** A try that helped speaks half as much for its kind as its score, at most this: what is left to gain shrinks. Chosen. */
const bestLesson = 0.5;
/** As much as the smallest weight of a finding: it orders feature sets and windows. Chosen. */
const nudge = 0.5;
/** Orders tries of one kind, the nearest first; eight turns make up for a small finding, never for a large one. Chosen. */
const turnsPerPoint = 10;

/**
 * Proposes the next plan by rules: from the best trial on, what the diagnosis and the trials speak for, never what
 * was tried before. The same situation and seed always give the same plan.
 */
export function planByRules(situation: Situation, seed: string): Proposal {
  const diagnosis = diagnose(situation);
  const [plain] = situation.trials;
  const tried = new Set(situation.trials.map(({ digest }) => digest));
  const fresh = listMoves(situation, diagnosis, seed).filter(({ plan }) => {
    const settings = settle(plan, plain.facts.settings);
    return !tried.has(digestOf(settings, pipelinesOf(plan)));
  });
  const ranked = fresh
    .map((move) => ({ move, weight: weigh(move, situation, diagnosis) }))
    .sort((left, right) => right.weight - left.weight || tieBreak(left.move, right.move, seed));
  const best = ranked[0]?.move;
  if (best === undefined) {
    return { kind: "exhausted", reason: "Everything in the declared space was tried." };
  }
  return { kind: "plan", plan: best.plan, why: explain(best, situation, diagnosis) };
}

function weigh(move: Move, situation: Situation, { findings }: Diagnosis): number {
  const answered = answers(move, situation, findings);
  const spoken = answered.reduce((sum, { weight }) => sum + weight, weights[move.plan.kind].alone);
  const advised = situation.advice.includes(targets[move.plan.kind]) ? adviceWeight : 0;
  return (
    spoken +
    advised +
    lessonOf(move, situation) +
    richness(move, situation, findings) -
    move.turn / turnsPerPoint
  );
}

/** The findings that a move answers. Less data than the best trial had answers none. */
function answers({ plan }: Move, situation: Situation, findings: Finding[]) {
  if (isNarrower(plan, situation)) return [];
  const byFinding: Partial<Record<Finding["kind"], number>> = weights[plan.kind];
  return findings.flatMap((finding) => {
    const weight = byFinding[finding.kind] ?? 0;
    return weight === 0 ? [] : [{ finding, weight }];
  });
}

function isNarrower(plan: Plan, { trials, metrics }: Situation): boolean {
  const { recentDays } = bestTrial(trials, metrics).facts.settings;
  return plan.kind === "augmentWithRecent" && plan.recentDays < recentDays;
}

/**
 * What earlier tries of the same kind taught: worse speaks against it, better a little for it. That more data helped is the
 * contrary of a reason to take less.
 */
function lessonOf({ plan }: Move, situation: Situation): number {
  if (isNarrower(plan, situation)) return -nudge;
  const scores = situation.trials
    .filter((trial) => trial.plan?.kind === plan.kind)
    .map((trial) => scoreOf(trial, bestBefore(trial, situation), situation.metrics) ?? -1);
  return scores.reduce(
    (sum, score) => sum + (score > 0 ? Math.min(score / 2, bestLesson) : worseLesson),
    0,
  );
}

/** Feature sets are declared from the least to the most: a model that overfits wants less, any other more. */
function richness({ plan }: Move, situation: Situation, findings: Finding[]): number {
  if (plan.kind !== "retrainWithFeatures") return 0;
  const { space, trials, metrics } = situation;
  const best = bestTrial(trials, metrics).facts.settings;
  const now = space.featureSets.indexOf(best.featureSet ?? "");
  const isMore = space.featureSets.indexOf(plan.featureSet) > now;
  const wantsLess = findings.some(({ kind }) => kind === "overfit");
  return isMore === wantsLess ? -nudge : nudge;
}

function tieBreak(left: Move, right: Move, seed: string): number {
  const [first, second] = [left, right].map(({ plan }) =>
    sha256Hex(`${seed}\n${canonicalJson(plan)}`),
  );
  return (first ?? "") < (second ?? "") ? -1 : 1;
}

function explain(move: Move, situation: Situation, { findings }: Diagnosis): string[] {
  const spoken = answers(move, situation, findings).map(({ finding }) => describeFinding(finding));
  const plain = situation.trials[0].facts.settings;
  const lessons = situation.trials.slice(1).map((trial) => {
    const score = scoreOf(trial, bestBefore(trial, situation), situation.metrics);
    const what = trial.plan === null ? "" : describePlan(trial.plan, plain);
    const came = score === null ? "failed" : score > 0 ? "helped" : "did not help";
    return `Iteration ${trial.iteration} (${what}) ${came}.`;
  });
  const advice = situation.advice.includes(targets[move.plan.kind])
    ? ["The critic asked for it."]
    : [];
  return [...spoken, ...lessons, ...advice];
}
