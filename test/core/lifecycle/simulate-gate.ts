import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import type {
  Evidence,
  MetricEvidence,
  Noise,
} from "../../../functions/core/lifecycle/evidence.ts";
import { judgeCandidate } from "../../../functions/core/lifecycle/judge-candidate.ts";

/** A seeded source of standard normal numbers: mulberry32 through Box and Muller. */
export function normalsFrom(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** A definition with one target and as many guardrails, all shares of right rows. */
function definitionOf(guardrails: number, confidence: number, leastGain: number) {
  const names = Array.from({ length: guardrails }, (_, index) => `guardrail${index + 1}`);
  return modelDefinition.parse({
    registeredModel: "main.models.simulated",
    input: { path: "simulated" },
    training: { program: "train.py" },
    gate: { confidence },
    metrics: {
      target: { better: "higher", role: "target", kind: "proportion", leastGain },
      ...Object.fromEntries(names.map((name) => [name, { better: "higher", kind: "proportion" }])),
    },
  });
}

/** Evidence of a candidate whose metrics gain as given over a champion of 0.9. */
function evidenceOf(gains: Readonly<Record<string, number>>, rows: number, noise: Noise): Evidence {
  const metrics: MetricEvidence[] = Object.entries(gains).map(([metric, gain]) => ({
    metric,
    candidate: 0.9 + gain,
    champion: 0.9,
    noise,
    slices: [],
  }));
  return {
    kind: "evidence",
    instance: "lifecycle:simulated:0123456789ab",
    runId: "run",
    candidateVersion: "2",
    championVersion: "1",
    sampleSize: rows,
    rareRows: null,
    dataDigest: "d".repeat(64),
    holdoutDigest: "h".repeat(64),
    recipe: "same",
    metrics,
  };
}

/** Shares of verdicts over many candidates with one true difference, and of what "better on all" would promote. */
export interface GateRates {
  promote: number;
  strict: number;
  unproven: number;
  conflict: number;
  harm: number;
}

/**
 * Plays candidates against a champion of 0.9: on 6 % of rows exactly one model is right, and the gains of the metrics
 * correlate at 0.5.
 */
export function simulateGate(setting: {
  seed: number;
  candidates: number;
  rows: number;
  /** True gain of the target, then of each of three guardrails. */
  gains: readonly [number, number, number, number];
  confidence: number;
}): GateRates {
  const normal = normalsFrom(setting.seed);
  const definition = definitionOf(3, setting.confidence, 0.003);
  const names = Object.keys(definition.metrics);
  const spread = Math.sqrt(0.06 / setting.rows);
  const played = Array.from({ length: setting.candidates }, () => {
    const shared = normal();
    const gains = setting.gains.map((gain) => gain + spread * Math.SQRT1_2 * (shared + normal()));
    const byName = Object.fromEntries(names.map((name, index) => [name, gains[index] ?? 0]));
    const evidence = evidenceOf(byName, setting.rows, { kind: "proportion" });
    return {
      strict: gains.every((gain) => gain > 0),
      verdict: judgeCandidate(evidence, definition),
    };
  });
  const share = (has: (candidate: (typeof played)[number]) => boolean) =>
    played.filter(has).length / played.length;
  return {
    promote: share(({ verdict }) => verdict.kind === "promote"),
    strict: share(({ strict }) => strict),
    unproven: share(({ verdict }) => verdict.cause === "unproven"),
    conflict: share(({ verdict }) => verdict.cause === "conflict"),
    harm: share(({ verdict }) => verdict.cause === "harm"),
  };
}

/** Promotions, and how many of them are truly worse, when equal recipes are trained again and again. */
export function simulateRetraining(setting: {
  seed: number;
  series: number;
  /** Retrains of one series. */
  retrains: number;
  rows: number;
  /** Standard deviation of the true quality of a retrained model. */
  quality: number;
  confidence: number;
}): { promotions: number; worse: number; anyPromotion: number } {
  const normal = normalsFrom(setting.seed);
  const definition = definitionOf(0, setting.confidence, 0);
  const noise = { kind: "disagreement", share: 0.06 } as const;
  const totals = { promotions: 0, worse: 0, anyPromotion: 0 };
  for (let series = 0; series < setting.series; series += 1) {
    const before = totals.promotions;
    let champion = 0;
    for (let retrain = 0; retrain < setting.retrains; retrain += 1) {
      const candidate = setting.quality * normal();
      const gain = candidate - champion + Math.sqrt(0.06 / setting.rows) * normal();
      const verdict = judgeCandidate(evidenceOf({ target: gain }, setting.rows, noise), definition);
      if (verdict.kind !== "promote") continue;
      totals.promotions += 1;
      if (candidate < champion) totals.worse += 1;
      champion = candidate;
    }
    if (totals.promotions > before) totals.anyPromotion += 1;
  }
  return {
    promotions: totals.promotions / setting.series,
    worse: totals.worse / totals.promotions,
    anyPromotion: totals.anyPromotion / setting.series,
  };
}

/** Share of equal candidates that fold evidence promotes at 95 %, where folds share training rows. */
export function simulateFolds(seed: number, candidates: number, folds: number): number {
  const normal = normalsFrom(seed);
  const definition = definitionOf(0, 0.95, 0);
  const correlation = 1 / folds;
  let promoted = 0;
  for (let candidate = 0; candidate < candidates; candidate += 1) {
    const shared = normal();
    const gains = Array.from(
      { length: folds },
      () => 0.01 * (Math.sqrt(correlation) * shared + Math.sqrt(1 - correlation) * normal()),
    );
    const evidence = evidenceOf({ target: 0 }, 2000, { kind: "folds", gains });
    if (judgeCandidate(evidence, definition).kind === "promote") promoted += 1;
  }
  return promoted / candidates;
}
