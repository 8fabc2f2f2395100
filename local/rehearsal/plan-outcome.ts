import type { MetricValue, ScriptedOutcome } from "../workspace/scripted-outcome.ts";
import type { StepAction } from "./rehearsal.ts";

type Run = Extract<StepAction, { kind: "run" }>["body"];

/** What the workspace is told to make of a model's next job run. */
export function planOutcome(run: Run): ScriptedOutcome {
  const { model: _, takes, result, metrics, championMetrics, ...evidence } = run;
  const takesSeconds = takes / 1000;
  if (result !== undefined && result !== "SUCCESS")
    return { kind: "fails", code: result, takesSeconds };
  if (result === undefined && metrics === undefined) return { kind: "runs", takesSeconds };
  return {
    kind: "succeeds",
    takesSeconds,
    ...(metrics ? { metrics: asWords(metrics) } : {}),
    ...(championMetrics ? { championMetrics: asWords(championMetrics) } : {}),
    ...evidence,
  };
}

function asWords(values: Record<string, number>): Record<string, MetricValue> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Number.isFinite(value) ? value : word(value),
    ]),
  );
}

function word(value: number): MetricValue {
  if (Number.isNaN(value)) return "NaN";
  return value > 0 ? "Infinity" : "-Infinity";
}
