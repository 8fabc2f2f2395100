import type { MetricDefinition } from "../catalogue/model-definition.ts";
import type {
  CandidateRun,
  ExpectedRun,
  MetricEvidence,
  MissingEvidence,
  Noise,
} from "./evidence.ts";
import { parseSlices } from "./parse-slices.ts";
import { checkNumber, readNumber } from "./read-number.ts";

const fewestFolds = 5;
const fewestPastScores = 8;

/** What a run shows of one metric; `evidence` is null where something is missing. */
export function parseMetric(
  run: CandidateRun,
  name: string,
  definition: MetricDefinition,
  expected: ExpectedRun,
): { evidence: MetricEvidence | null; missing: MissingEvidence[] } {
  const range = definition.kind === "other" ? {} : { min: 0, max: 1 };
  const candidate = readNumber(run, name, range);
  if (expected.championVersion === null) {
    if (candidate.value === null) return { evidence: null, missing: candidate.missing };
    const noise = { kind: "points" } as const;
    return {
      evidence: { metric: name, candidate: candidate.value, champion: null, noise, slices: [] },
      missing: [],
    };
  }
  const champion = readNumber(run, `champion.${name}`, range);
  const noise = parseNoise(run, name, definition, expected);
  const apart = findContradiction(name, noise.noise, candidate.value, champion.value);
  const slices = parseSlices(run, name, range);
  const missing = [candidate, champion, noise, slices].flatMap((part) => part.missing);
  missing.push(...apart);
  if (missing.length > 0 || candidate.value === null || champion.value === null) {
    return { evidence: null, missing };
  }
  const [better, worse] = [candidate.value, champion.value];
  return {
    evidence: {
      metric: name,
      candidate: better,
      champion: worse,
      noise: noise.noise,
      slices: slices.slices,
    },
    missing,
  };
}

/** Two models cannot differ in their share of right rows by more than the share of rows where they differ. */
function findContradiction(
  name: string,
  noise: Noise,
  candidate: number | null,
  champion: number | null,
): MissingEvidence[] {
  if (noise.kind !== "disagreement" || candidate === null || champion === null) return [];
  const gap = Math.abs(candidate - champion);
  if (noise.share >= gap - 1e-9) return [];
  const what = `${name}.disagreement`;
  const detail = `${what} is ${noise.share}, less than the gap of ${gap} between both models.`;
  return [{ what, reason: "outOfRange", detail }];
}

/** The best knowledge of a metric's noise. What is logged but unusable is missing, not passed over. */
function parseNoise(
  run: CandidateRun,
  name: string,
  definition: MetricDefinition,
  expected: ExpectedRun,
): { noise: Noise; missing: MissingEvidence[] } {
  const gainSe = readNumber(run, `${name}.gain_se`, { min: 0, optional: true });
  const folds = parseFolds(run, name, definition);
  const share = readNumber(run, `${name}.disagreement`, { min: 0, max: 1, optional: true });
  const classes = ["positives", "negatives"].map(
    (key) => readNumber(run, key, { min: 1, optional: true }).value,
  );
  const [positives = null, negatives = null] = classes;
  const scores = (expected.pastScores?.[name] ?? []).filter(Number.isFinite);
  const candidates: (Noise | null)[] = [
    gainSe.value === null ? null : { kind: "rows", gainSe: gainSe.value },
    folds.gains.length < fewestFolds ? null : { kind: "folds", gains: folds.gains },
    share.value === null || definition.kind !== "proportion"
      ? null
      : { kind: "disagreement", share: share.value },
    definition.kind === "proportion" ? { kind: "proportion" } : null,
    definition.kind !== "auc" || positives === null || negatives === null
      ? null
      : { kind: "auc", positives, negatives },
    scores.length < fewestPastScores ? null : { kind: "pastScores", scores },
  ];
  return {
    noise: candidates.find((noise) => noise !== null) ?? { kind: "points" },
    missing: [...gainSe.missing, ...folds.missing, ...share.missing],
  };
}

/** Gains by fold, in the good direction, of the steps that both models have. */
function parseFolds(
  run: CandidateRun,
  name: string,
  definition: MetricDefinition,
): { gains: number[]; missing: MissingEvidence[] } {
  const candidate = run.histories[`${name}.fold`] ?? [];
  const champion = run.histories[`champion.${name}.fold`] ?? [];
  const logged = [
    ...candidate.map(({ step, value }) => checkNumber(value, `${name}.fold ${step}`, {})),
    ...champion.map(({ step, value }) => checkNumber(value, `champion.${name}.fold ${step}`, {})),
  ];
  const missing = logged.flatMap((number) => number.missing);
  if (missing.length > 0) return { gains: [], missing };
  const byStep = new Map(champion.map(({ step, value }) => [step, value]));
  const sign = definition.better === "higher" ? 1 : -1;
  const gains = candidate.flatMap(({ step, value }) => {
    const other = byStep.get(step);
    return typeof value === "number" && typeof other === "number" ? [sign * (value - other)] : [];
  });
  // Different splits cannot be paired: the folds then say nothing.
  const isPaired = gains.length === candidate.length && gains.length === champion.length;
  return { gains: isPaired ? gains : [], missing: [] };
}
