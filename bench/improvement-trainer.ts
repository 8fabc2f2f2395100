import { pairedStandardErrors } from "../examples/training/paired-bootstrap.ts";
import { settlePlan } from "../examples/training/settle-plan.ts";
import { type Trained, trainOnBronze } from "../examples/training/train-on-bronze.ts";
import type { KeptModel, Plan, Trainer } from "../examples/training/training-program.ts";
import type { ModelDefinition } from "../functions/core/catalogue/model-definition.ts";
import { parseTrainingFacts } from "../functions/core/improvement/parse-training-facts.ts";
import type { TrainingFacts } from "../functions/core/improvement/trial.ts";
import { judgeCandidate } from "../functions/core/lifecycle/judge-candidate.ts";
import { parseEvidence } from "../functions/core/lifecycle/parse-evidence.ts";
import type { Verdict } from "../functions/core/lifecycle/verdict.ts";
import type { StartingPoint } from "./improvement-starts.ts";

/** What two models come to on rows that nothing ever saw. */
export interface Unseen {
  candidate: number;
  other: number;
  /** Of the first over the second, in the good direction. */
  gain: number;
  /** Standard error of the gain. */
  error: number;
}

/** A model that was trained. */
export interface Made {
  verdict: Verdict;
  facts: TrainingFacts;
  /** This model against another, on the unseen rows. */
  against(other: Made): Unseen;
  /** Predicts the unseen rows. */
  predictions: Float64Array;
}

/** One starting point, ready to train on: the champion is made. */
export interface Workshop {
  champion: Made;
  /** Trains on the arrival as the training job would, and judges the model by a definition's gate. */
  make(plan: Plan, definition: ModelDefinition): Promise<Made>;
}

/** Trains the champion of a starting point by the model's own program. */
export async function openWorkshop<Example, Fitted>(
  trainer: Trainer<Example, Fitted>,
  point: StartingPoint,
  { bronze, definition }: { bronze: string; definition: ModelDefinition },
): Promise<Workshop> {
  const { examples } = trainer.createProgram({ hyperparameters: {} }).parse(point.unseen);
  const make = async (plan: Plan, rule: ModelDefinition, kept: KeptModel<Fitted> | null) => {
    const program = trainer.createProgram(settlePlan(kept?.plan ?? {}, plan));
    const data = [kept === null ? point.before : point.arrival];
    const trained = await trainOnBronze(program, { bronze, data }, kept);
    const { score } = program;
    const predict = (example: Example) => program.predict(trained.kept.fitted, example);
    const predictions = Float64Array.from(examples, predict);
    const actual = Float64Array.from(examples, program.actual);
    const [metric, { better }] = targetOf(definition);
    const made: Made = {
      verdict: judge(trained, { recipe: program.recipe, hasChampion: kept !== null }, rule),
      facts: factsOf(trained, plan),
      predictions,
      against(other) {
        const [mine, theirs] = [predictions, other.predictions].map(
          (values) => score(actual, values)[metric] ?? Number.NaN,
        );
        const sides = { candidate: predictions, champion: other.predictions };
        const clusters = examples.map(program.clusterOf);
        const errors = pairedStandardErrors(score, { actual, ...sides, clusters });
        const [candidate, rival] = [mine ?? Number.NaN, theirs ?? Number.NaN];
        const gain = better === "higher" ? candidate - rival : rival - candidate;
        return { candidate, other: rival, gain, error: errors[metric] ?? Number.NaN };
      },
    };
    return { made, kept: trained.kept };
  };
  const champion = await make({}, definition, null);
  return {
    champion: champion.made,
    make: async (plan, rule) => (await make(plan, rule, champion.kept)).made,
  };
}

function targetOf({ metrics }: ModelDefinition) {
  const target = Object.entries(metrics).find(([, { role }]) => role === "target");
  if (target === undefined) throw new Error("Bench: the definition has no target.");
  return target;
}

function factsOf(trained: Trained<unknown>, plan: Plan): TrainingFacts {
  const params = {
    settled_plan: JSON.stringify(trained.kept.plan),
    plan: JSON.stringify(plan),
  };
  return parseTrainingFacts({ metrics: trained.metrics, params });
}

function judge(
  trained: Trained<unknown>,
  { recipe, hasChampion }: { recipe: string; hasChampion: boolean },
  definition: ModelDefinition,
): Verdict {
  const championVersion = hasChampion ? "1" : null;
  const run = {
    ...{ runId: "run", status: "FINISHED", startedAt: 0, endedAt: 1, histories: {} },
    version: { status: "READY", runId: "run" },
    metrics: trained.metrics,
    tags: {
      "nightshift.instance": "bench",
      "nightshift.champion_version": championVersion ?? "",
      "nightshift.model_version": "2",
      "nightshift.data_digest": trained.dataDigest,
      "nightshift.holdout_digest": trained.holdoutDigest,
      "nightshift.recipe": recipe,
    },
  };
  const expected = { instance: "bench", triggeredAt: 0, championVersion, championRecipe: recipe };
  return judgeCandidate(parseEvidence(run, expected, definition), definition);
}
