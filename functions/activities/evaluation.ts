import type { LoggedRun, Models, Runs } from "../clients/ports.ts";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import type { Instant } from "../core/instant.ts";
import type { CandidateRun, ExpectedRun } from "../core/lifecycle/evidence.ts";
import { judgeCandidate } from "../core/lifecycle/judge-candidate.ts";
import { foldKeys, parseEvidence } from "../core/lifecycle/parse-evidence.ts";
import { parsePast } from "../core/lifecycle/parse-past.ts";
import { aliases, experimentName, runTags } from "../core/names.ts";

/** One attempt whose candidate is judged. */
interface Evaluation {
  model: string;
  definition: ModelDefinition;
  instance: string;
  attempt: number;
  triggeredAt: Instant;
}

/** Effects that read what training runs logged. */
export function createEvaluationActivities(clients: { runs: Runs; models: Models }) {
  const { runs } = clients;
  return {
    /** Gathers what the run shows of candidate and champion, and judges it by the definition's rules. */
    async evaluateMetrics({ model, definition, instance, attempt, triggeredAt }: Evaluation) {
      const [logged, champion] = await Promise.all([
        runs.findRuns({ experiment: experimentName(model), tags: {} }),
        readChampion(clients, definition.registeredModel),
      ]);
      const { pastScores, pastGains } = parsePast(logged, { instance, ...champion }, definition);
      const expected = { instance, triggeredAt, ...champion, pastScores };
      const found = logged.find(
        ({ tags }) =>
          tags[runTags.instance] === instance && tags[runTags.attempt] === String(attempt),
      );
      const run = found === undefined ? null : await readCandidate(clients, found, definition);
      const evidence = parseEvidence(run, expected, definition);
      return { evidence, pastGains, verdict: judgeCandidate(evidence, definition, pastGains) };
    },
  };
}

async function readCandidate(
  { runs, models }: { runs: Runs; models: Models },
  run: LoggedRun,
  definition: ModelDefinition,
): Promise<CandidateRun> {
  const keys = foldKeys(run.metrics, definition);
  const named = run.tags[runTags.modelVersion]?.trim() ?? "";
  const [version, ...histories] = await Promise.all([
    named === "" ? null : models.getVersion(definition.registeredModel, named),
    ...keys.map((key) => runs.getHistory(run.runId, key)),
  ]);
  return {
    ...run,
    histories: Object.fromEntries(keys.map((key, at) => [key, histories[at] ?? []])),
    version,
  };
}

/** The champion now, and how it was trained; somebody may have registered it without a run. */
async function readChampion(
  { runs, models }: { runs: Runs; models: Models },
  registeredModel: string,
): Promise<Pick<ExpectedRun, "championVersion" | "championRecipe">> {
  const championVersion = await models.getAlias(registeredModel, aliases.champion);
  if (championVersion === null) return { championVersion, championRecipe: null };
  const version = await models.getVersion(registeredModel, championVersion);
  const run = version === null || version.runId === "" ? null : await runs.getRun(version.runId);
  return { championVersion, championRecipe: run?.tags[runTags.recipe] ?? null };
}
