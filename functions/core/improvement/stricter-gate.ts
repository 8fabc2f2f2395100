import type { ModelDefinition } from "../catalogue/model-definition.ts";

/**
 * The definition with a gate for candidates of an improvement. All of them are judged on one hold-out, so each must be surer:
 * together they promote a model that is no better as rarely as one plain retrain does.
 */
export function withStricterGate(definition: ModelDefinition): ModelDefinition {
  const { gate, improvement } = definition;
  const exact = 1 - (1 - gate.confidence) / improvement.maxIterations;
  const confidence = Math.ceil(exact * 10_000) / 10_000;
  return { ...definition, gate: { ...gate, confidence } };
}
