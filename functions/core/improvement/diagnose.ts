import { printable } from "../printable.ts";
import { listSome } from "./tell-reasons.ts";
import { bestTrial, progressOf, type Situation, type Trial, targetsOf } from "./trial.ts";

/** Something that may keep the model from being better. */
export type Finding =
  /** The arrival holds far fewer rows than the champion learnt from. */
  | { kind: "narrowData"; rows: number; championRows: number }
  /** The arrival's features are distributed otherwise than what the champion knows. */
  | { kind: "driftedFeatures"; features: { name: string; psi: number }[] }
  /** Far better on its own training rows than on unseen ones. */
  | { kind: "overfit"; metric: string; training: number; holdout: number; gap: number }
  /** Hardly better on its own training rows than on unseen ones, and still not good enough. */
  | { kind: "underfit"; metric: string; training: number; holdout: number; gap: number }
  /** Parts of the hold-out where it loses. */
  | { kind: "weakSlices"; slices: { metric: string; slice: string; gain: number }[] };

/** How one trial changed each metric against the best before it, in units of noise. */
export interface Lesson {
  iteration: number;
  progress: Record<string, number>;
}

/** What speaks for which plan. */
export interface Diagnosis {
  /** About the best trial so far, the weightiest first. */
  findings: Finding[];
  /** What earlier iterations taught, oldest first. */
  lessons: Lesson[];
}

/** Share of the champion's rows below which an arrival is narrow. Chosen; measured by `bench improvement`. */
const narrowShare = 0.8;
/** Stability index from which a feature counts as drifted: the usual rule of thumb, and the default of monitoring.psiLimit. */
const driftedFrom = 0.2;
/** Gap to the training rows, as a share of the hold-out's value. Chosen; measured by `bench improvement`. */
const wideGap = 0.15;
const narrowGap = 0.05;
/** Features and slices are named by whoever made the data. */
const longestSentence = 500;

/** What is known of why the best trial so far is not good enough, and what the trials taught. */
export function diagnose(situation: Situation): Diagnosis {
  const { trials, metrics } = situation;
  const best = bestTrial(trials, metrics);
  return {
    findings: [
      ...findNarrowData(best, situation),
      ...findDrift(best),
      ...findFit(best, situation),
      ...findWeakSlices(best),
    ],
    lessons: trials.slice(1).map((trial) => ({
      iteration: trial.iteration,
      progress: progressOf(trial, bestBefore(trial, situation), metrics),
    })),
  };
}

/** The best of the trials before this one. */
export function bestBefore(trial: Trial, { trials, metrics }: Situation): Trial {
  const [plain, ...later] = trials;
  const before = later.filter(({ iteration }) => iteration < trial.iteration);
  return bestTrial([plain, ...before], metrics);
}

function findNarrowData({ facts }: Trial, { championRows }: Situation): Finding[] {
  const { trainingRows: rows } = facts;
  if (rows === null || championRows === null || rows >= narrowShare * championRows) return [];
  return [{ kind: "narrowData", rows, championRows }];
}

function findDrift({ facts }: Trial): Finding[] {
  const features = Object.entries(facts.drift)
    .filter(([, psi]) => psi >= driftedFrom)
    .map(([name, psi]) => ({ name, psi }))
    .sort((left, right) => right.psi - left.psi);
  return features.length === 0 ? [] : [{ kind: "driftedFeatures", features }];
}

function findFit({ facts, result }: Trial, { metrics }: Situation): Finding[] {
  if (result.kind === "failed") return [];
  return targetsOf(metrics).flatMap(([metric, { better }]): Finding[] => {
    const training = facts.training[metric];
    const compared = result.verdict.comparison.find((found) => found.metric === metric);
    if (training === undefined || compared === undefined || compared.candidate === 0) return [];
    const holdout = compared.candidate;
    const sign = better === "higher" ? 1 : -1;
    const gap = (sign * (training - holdout)) / Math.abs(holdout);
    if (gap > wideGap) return [{ kind: "overfit", metric, training, holdout, gap }];
    return gap < narrowGap ? [{ kind: "underfit", metric, training, holdout, gap }] : [];
  });
}

function findWeakSlices({ result }: Trial): Finding[] {
  if (result.kind === "failed") return [];
  const slices = result.verdict.comparison.flatMap((compared) =>
    compared.slices
      .filter(({ finding }) => finding === "worse")
      .map(({ slice, gain }) => ({ metric: compared.metric, slice, gain })),
  );
  return slices.length === 0 ? [] : [{ kind: "weakSlices", slices }];
}

/** A finding as a sentence. */
export function describeFinding(finding: Finding): string {
  switch (finding.kind) {
    case "narrowData":
      return `It learnt from ${finding.rows} rows, the champion from ${finding.championRows}.`;
    case "driftedFeatures": {
      const features = finding.features.map(({ name, psi }) => `${name} (PSI ${show(psi)})`);
      return printable(`The arrival drifted in ${listSome(features)}.`, longestSentence);
    }
    case "overfit":
      return `${finding.metric} is ${show(finding.training)} on its training rows and ${show(finding.holdout)} on unseen ones: it overfits.`;
    case "underfit":
      return `${finding.metric} is ${show(finding.training)} on its training rows and ${show(finding.holdout)} on unseen ones: it has room to learn more.`;
    case "weakSlices": {
      const slices = finding.slices.map(({ metric, slice }) => `${slice} (${metric})`);
      return printable(`It loses most on ${listSome(slices)}.`, longestSentence);
    }
  }
}

function show(value: number): string {
  return String(Number(value.toPrecision(3)));
}
