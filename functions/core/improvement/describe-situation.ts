import type { Allowance } from "./allowance.ts";
import { diagnose } from "./diagnose.ts";
import { quoteForeign } from "./quote-foreign.ts";
import { progressOf, type Situation, type Trial } from "./trial.ts";

/**
 * What a language model is told of a situation, as JSON data. What the catalogue declares stands as it is; all that runs, files
 * and alerts bring along, names of columns and slices among it, is cut, made printable and stands below `quoted`.
 */
export function describeSituation(situation: Situation, left: Allowance): object {
  const { metrics, space, trials, championRows, alerts, advice } = situation;
  const { featureSets, maxRecentDays, hyperparameters, pipelines, maxIterations } = space;
  return {
    metrics,
    space: { featureSets, maxRecentDays, hyperparameters, pipelines },
    iterationsLeft: maxIterations - (trials.length - 1),
    runsLeft: left.runs,
    championRows,
    criticAsksToChange: advice,
    quoted: quoteForeign({
      trials: trials.map((trial) => describe(trial, situation)),
      findings: diagnose(situation).findings,
      alerts,
    }),
  };
}

function describe({ iteration, plan, facts, result }: Trial, { trials, metrics }: Situation) {
  const [plain] = trials;
  const trial = trials.find((other) => other.iteration === iteration) ?? plain;
  return {
    iteration,
    plan: plan ?? "plain retrain",
    settings: facts.settings,
    trainingRows: facts.trainingRows,
    training: facts.training,
    drift: facts.drift,
    progressOverPlainRetrain: progressOf(trial, plain, metrics),
    result:
      result.kind === "failed"
        ? { failed: result.reason }
        : {
            verdict: result.verdict.kind,
            cause: result.verdict.cause,
            comparison: result.verdict.comparison.map(
              ({ metric, candidate, champion, gain, band, finding }) => ({
                ...{ metric, candidate, champion, gain, band, finding },
              }),
            ),
          },
  };
}
