import assert from "node:assert/strict";
import {
  type ModelDefinition,
  modelDefinition,
} from "../../functions/core/catalogue/model-definition.ts";
import type { Verdict } from "../../functions/core/lifecycle/verdict.ts";
import { improvement } from "../../functions/recipes/improvement/improvement.ts";
import { evidence, definition as plain, smoothly, verdicts } from "./lifecycle-script.ts";
import { type Answers, type Played, play } from "./play.ts";

/** A model that improvement may try everything on. */
export const definition: ModelDefinition = {
  ...plain,
  improvement: modelDefinition.shape.improvement.parse({
    enabled: true,
    featureSets: ["few", "all"],
    maxRecentDays: 1000,
    pipelines: ["refresh-features"],
    hyperparameters: { penalty: { min: 1, max: 100, scale: "log" } },
  }),
};
/** The plain retrain that was rejected: rmse 10 against the champion's 5. */
export const rejected = { evidence, pastGains: {}, verdict: measure(verdicts.reject, 10) };
/** What its run says about itself. */
export const facts = {
  settings: { featureSet: "few", recentDays: 0, hyperparameters: { penalty: 10 } },
  trainingRows: 100,
  training: {},
  drift: {},
};

/** A training run as it is asked for. */
export interface Run {
  instance: string;
  plan?: Record<string, unknown>;
}

/** Plays an improvement of a retrain on narrow data. */
export function improve(answers: Answers, changes: Partial<ModelDefinition> = {}): Promise<Played> {
  const training = {
    ...{ model: "films", definition: { ...definition, ...changes } },
    ...{ data: ["films/a.csv"], pollSeconds: 15 },
  };
  return play(improvement, {
    input: { parent: "lifecycle:films:1", training, judged: rejected, minutes: 10 },
    instanceId: "improvement:films:1",
    answers: smoothly({
      readTrainingFacts: () => ({ facts, championRows: 1000 }),
      readRecentAlerts: () => [],
      askOpinion: () => ({ kind: "notAsked", reason: null }),
      ...answers,
    }),
  });
}

/** Verdicts one after the other; each measures another value, so that nothing stalls. */
export function inTurn(...kinds: ("promote" | "reject" | Verdict)[]) {
  let turn = 0;
  return () => {
    const kind = kinds[turn];
    turn += 1;
    assert.ok(kind !== undefined, "a candidate more than expected was judged");
    const verdict = typeof kind === "string" ? verdicts[kind] : kind;
    return { ...rejected, verdict: measure(verdict, 10 - turn) };
  };
}

function measure(verdict: Verdict, candidate: number) {
  const measured = { candidate, champion: 5, band: 1, slices: [] };
  return { ...verdict, comparison: [{ metric: "rmse", role: "target", ...measured }] };
}
