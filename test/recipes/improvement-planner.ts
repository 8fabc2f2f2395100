import assert from "node:assert/strict";
import { createLlmOpinions, type LlmOptions } from "../../functions/clients/llm.ts";
import type { Opinions } from "../../functions/clients/ports.ts";
import type { Decision } from "../../functions/core/ledger.ts";
import type { Run } from "./improvement-script.ts";
import type { Played } from "./play.ts";

/** Opens a language model that has 0.3 s for an answer. */
export function open(url: string, changes: Partial<LlmOptions> = {}): Opinions {
  const credential = { getToken: async () => ({ token: "t", expiresOnTimestamp: 1e15 }) };
  return createLlmOpinions({
    ...{ url, model: "m", credential, scope: "s", secondsPerCall: 0.3 },
    ...changes,
  });
}

/** Every run is of the training job, with declared values inside their bounds, and only the gate promotes. */
export function assertFenced(played: Played): void {
  assert.equal(played.inputs.triggerPipeline, undefined);
  for (const { plan } of played.inputs.triggerDatabricksJob as Run[]) {
    const { recentDays, featureSet, hyperparameters } = plan as {
      recentDays?: number;
      featureSet?: string;
      hyperparameters?: Record<string, number>;
    };
    assert.ok((recentDays ?? 0) >= 0 && (recentDays ?? 0) <= 1000);
    assert.ok(featureSet === undefined || ["few", "all"].includes(featureSet));
    for (const [knob, value] of Object.entries(hyperparameters ?? {})) {
      assert.ok(knob === "penalty" && value >= 1 && value <= 100);
    }
  }
  const verdicts = decisionsOf(played).filter(({ kind }) => kind === "verdict");
  assert.deepEqual(
    verdicts.map(({ verdict }) => verdict),
    ["reject", "promote"],
  );
  assert.equal(played.inputs.moveAlias?.length, 1);
}

/** What was planned, as the ledger has it. */
export function plansOf(played: Played): Decision[] {
  return decisionsOf(played).filter(({ kind }) => kind === "plan");
}

/** Who planned, one iteration after the other. */
export function plannersOf(played: Played): string[] {
  return plansOf(played).map(({ inputs }) => (inputs as { by: string }).by);
}

/** Everything that was written to the ledger. */
export function decisionsOf(played: Played): Decision[] {
  return (played.inputs.recordDecision ?? []) as Decision[];
}
