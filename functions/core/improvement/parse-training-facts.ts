import * as z from "zod/mini";
import type { Settings } from "./plan.ts";
import type { TrainingFacts } from "./trial.ts";

const nothing = { featureSet: null, recentDays: 0, hyperparameters: {} };
const settled = z.catch(
  z.object({
    featureSet: z.catch(z.nullable(z.string()), null),
    recentDays: z.catch(z.number(), 0),
    hyperparameters: z.catch(z.record(z.string(), z.number()), {}),
  }),
  nothing,
);

/** Reads what a run logged about itself; null for a run that is gone. What it does not log stays unknown. */
export function parseTrainingFacts(
  run: Readonly<{ metrics: Record<string, number>; params: Record<string, string> }> | null,
): TrainingFacts {
  const { metrics = {}, params = {} } = run ?? {};
  const rows = metrics.training_rows ?? Number.NaN;
  return {
    settings: settingsOf(params),
    trainingRows: Number.isFinite(rows) ? rows : null,
    training: finiteBelow("training.", metrics),
    drift: finiteBelow("drift.", metrics),
  };
}

/** The settled plan says all but what concerned this one run's data, which stands in the plan that was asked for. */
function settingsOf({ settled_plan, plan }: Record<string, string>): Settings {
  const { featureSet, hyperparameters } = settled.parse(jsonOf(settled_plan));
  const { recentDays } = settled.parse(jsonOf(plan));
  return { featureSet, recentDays, hyperparameters };
}

function jsonOf(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "{}");
  } catch {
    return null; // cut off, or not of this contract: then nothing is known
  }
}

function finiteBelow(prefix: string, metrics: Record<string, number>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(metrics)
      .filter(([name, value]) => name.startsWith(prefix) && Number.isFinite(value))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );
}
