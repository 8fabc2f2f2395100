import {
  type ModelDefinition,
  modelDefinition,
} from "../../functions/core/catalogue/model-definition.ts";
import type { AskLeave, GuardState } from "../../functions/core/guard/guard-state.ts";
import { newGuard } from "../../functions/core/guard/guard-state.ts";
import type { Evidence } from "../../functions/core/lifecycle/evidence.ts";
import type { Verdict } from "../../functions/core/lifecycle/verdict.ts";
import type { Answers, Script } from "./play.ts";

/** A model that may act by itself. */
export const definition: ModelDefinition = modelDefinition.parse({
  registeredModel: "ml.films.revenue",
  owner: "films",
  input: { path: "films" },
  training: { program: "/Shared/train.py", maxAttempts: 3 },
  metrics: { rmse: { better: "lower", role: "target" } },
  autonomy: { promote: "act" },
});

export const evidence: Extract<Evidence, { kind: "evidence" }> = {
  kind: "evidence",
  instance: "lifecycle:films:1",
  runId: "m1",
  candidateVersion: "8",
  championVersion: "7",
  sampleSize: 1000,
  rareRows: null,
  dataDigest: "d",
  holdoutDigest: "h",
  recipe: "same",
  metrics: [],
};

const report = {
  reasons: ["rmse is better by 3"],
  comparison: [],
  sampleSize: 1000,
  grade: "strong",
  falsePromotionRate: 0.01,
  flip: [],
} as const;

/** Verdicts by what they ask for. */
export const verdicts = {
  promote: { kind: "promote", cause: "better", ...report },
  reject: { kind: "reject", cause: "unproven", ...report },
  conflict: { kind: "review", cause: "conflict", missing: [], ...report },
} as unknown as Record<"promote" | "reject" | "conflict", Verdict>;

/** Answers of a lifecycle that promotes version 8 over 7 without a hitch; each test changes what it is about. */
export function smoothly(changes: Answers = {}): Answers {
  return {
    readDefinition: () => ({ definition, pollSeconds: 15 }),
    validateData: () => ({
      kind: "fit",
      rows: { kind: "known", value: 100 },
      digest: "d",
      unknowns: [],
      extraColumns: [],
    }),
    recordDecision: () => ({ sequence: 1, hash: "h" }),
    "hold.read": () => null,
    readChampion: () => "7",
    "guard.ask": ({ wish, instance }: AskLeave) => ({
      kind: "granted",
      grant: { action: wish.action, instance, from: "7", to: null, grantedAt: 0, expiresAt: 1 },
    }),
    triggerDatabricksJob: () => ({ kind: "started", runId: "100" }),
    pollJobStatus: () => ({
      outcome: { kind: "succeeded" },
      run: { pageUrl: "http://run", endedAt: 5, tasks: [] },
    }),
    evaluateMetrics: () => ({ evidence, pastGains: {}, verdict: verdicts.promote }),
    setAlias: () => ({ kind: "set" }),
    tagVersion: () => ({ kind: "tagged" }),
    moveAlias: () => ({ kind: "moved", champion: "8" }),
    clearAlias: () => ({ kind: "cleared" }),
    "guard.report": () => ({ kind: "noted" }),
    "guard.read": (): GuardState => ({ ...newGuard, champion: "7", sight: "seen" }),
    recordIncident: () => ({ kind: "created", id: "i" }),
    listNotifiers: () => ["webhook"],
    notification: () => ({ kind: "told" }),
    readJobFailure: () => ({ text: "ValueError: no rows" }),
    ...changes,
  };
}

/** A lifecycle of one file. */
export function ofOneFile(answers: Answers, rest: Partial<Script> = {}): Script {
  return {
    input: { model: "films", paths: ["films/a.csv"] },
    instanceId: "lifecycle:films:1",
    answers,
    ...rest,
  };
}
