import type { LoggedRun, Models, Runs } from "../clients/ports.ts";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import type { Instant } from "../core/instant.ts";
import type { CandidateRun, ExpectedRun } from "../core/lifecycle/evidence.ts";
import { judgeCandidate } from "../core/lifecycle/judge-candidate.ts";
import { foldKeys, parseEvidence } from "../core/lifecycle/parse-evidence.ts";
import { aliases, experimentName, runTags } from "../core/names.ts";

/** One attempt whose candidate is judged. */
interface Evaluation {
  model: string;
  definition: ModelDefinition;
  instance: string;
  attempt: number;
  triggeredAt: Instant;
}

/** Effects that read what a training run logged. */
export function createEvaluationActivities(clients: { runs: Runs; models: Models }) {
  return {
    /** Gathers what the run shows of candidate and champion, and judges it by the definition's rules. */
    async evaluateMetrics(evaluation: Evaluation) {
      const { model, definition, instance, attempt } = evaluation;
      const tags = { [runTags.instance]: instance, [runTags.attempt]: String(attempt) };
      const [found, expected] = await Promise.all([
        clients.runs.findRuns({ experiment: experimentName(model), tags }),
        expectedOf(clients, evaluation),
      ]);
      const run = found[0] === undefined ? null : await withFolds(clients.runs, found[0], definition);
      const evidence = parseEvidence(run, expected, definition);
      return { evidence, verdict: judgeCandidate(evidence, definition) };
    },
  };
}

async function withFolds(
  runs: Runs,
  run: LoggedRun,
  definition: ModelDefinition,
): Promise<CandidateRun> {
  const histories = await Promise.all(
    foldKeys(run.metrics, definition).map(
      async (key) => [key, await runs.getHistory(run.runId, key)] as const,
    ),
  );
  return { ...run, histories: Object.fromEntries(histories) };
}

async function expectedOf(
  { runs, models }: { runs: Runs; models: Models },
  { model, definition, instance, triggeredAt }: Evaluation,
): Promise<ExpectedRun> {
  const { registeredModel } = definition;
  const championVersion = await models.getAlias(registeredModel, aliases.champion);
  if (championVersion === null) {
    return { instance, triggeredAt, championVersion, championRecipe: null };
  }
  const [version, rescores] = await Promise.all([
    models.getVersion(registeredModel, championVersion),
    runs.findRuns({
      experiment: experimentName(model),
      tags: { [runTags.championVersion]: championVersion },
    }),
  ]);
  const championRun = version === null ? null : await runs.getRun(version.runId);
  const championRecipe = championRun?.tags[runTags.recipe] ?? null;
  const past = rescores.filter(({ tags }) => tags[runTags.instance] !== instance).reverse();
  const pastScores = pastScoresOf(past, Object.keys(definition.metrics));
  return { instance, triggeredAt, championVersion, championRecipe, pastScores };
}

/** The champion's values that earlier runs logged, oldest first. */
function pastScoresOf(runs: readonly LoggedRun[], metrics: readonly string[]) {
  return Object.fromEntries(
    metrics.map((metric) => [
      metric,
      runs.map(({ metrics: logged }) => logged[`champion.${metric}`] ?? Number.NaN).filter(Number.isFinite),
    ]),
  );
}
