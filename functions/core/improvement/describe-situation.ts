import { printable } from "../printable.ts";
import type { Allowance } from "./allowance.ts";
import { diagnose } from "./diagnose.ts";
import { progressOf, type Situation, type Trial } from "./trial.ts";

const longestQuote = 300;

/** What a language model is told of a situation: JSON data, with everything that others wrote cut and quoted. */
export function describeSituation(situation: Situation, left: Allowance): object {
  const { metrics, space, trials, championRows, alerts, advice } = situation;
  const { featureSets, maxRecentDays, hyperparameters, pipelines, maxIterations } = space;
  return {
    metrics,
    space: { featureSets, maxRecentDays, hyperparameters, pipelines },
    iterationsLeft: maxIterations - (trials.length - 1),
    runsLeft: left.runs,
    championRows,
    trials: trials.map((trial) => describe(trial, situation)),
    findings: diagnose(situation).findings,
    criticAsksToChange: advice,
    quoted: { alerts: alerts.map((alert) => printable(alert, longestQuote)) },
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
        ? { failed: printable(result.reason, longestQuote) }
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
