import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import type { CandidateRun, ExpectedRun } from "../../../functions/core/lifecycle/evidence.ts";

export const instance = "lifecycle:churn:0123456789ab";
export const triggeredAt = 1_700_000_000_000;

export const definition = modelDefinition.parse({
  registeredModel: "main.models.churn",
  input: { path: "churn" },
  training: { program: "train.py" },
  metrics: {
    hits: { better: "higher", role: "target", kind: "proportion" },
    loss: { better: "lower", allowedLoss: 0.1 },
  },
});

export const expected: ExpectedRun = {
  instance,
  championVersion: "1",
  championRecipe: "forest",
  triggeredAt,
};

export const tags = {
  "nightshift.instance": instance,
  "nightshift.champion_version": "1",
  "nightshift.data_digest": "d1",
  "nightshift.holdout_digest": "h1",
  "nightshift.recipe": "forest",
  "nightshift.model_version": "2",
};

export const metrics = {
  hits: 0.95,
  "champion.hits": 0.9,
  "hits.gain_se": 0.005,
  loss: 0.2,
  "champion.loss": 0.2,
  "loss.gain_se": 0.01,
  sample_size: 2000,
};

/** A run that is promoted: each test breaks one thing. */
export const run: CandidateRun = {
  runId: "run1",
  status: "FINISHED",
  startedAt: triggeredAt,
  endedAt: triggeredAt + 60_000,
  metrics,
  tags,
  histories: {},
  version: { status: "READY", runId: "run1" },
};

/** A record without one key. */
export function without<Value>(record: Readonly<Record<string, Value>>, key: string) {
  return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
