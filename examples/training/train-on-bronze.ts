import { stabilityIndex } from "./drift.ts";
import { evaluate, prefixed } from "./evaluation.ts";
import { digestOf, isHeldOut } from "./holdout.ts";
import type { JobParameters } from "./job-parameters.ts";
import type { NumberColumns } from "./number-columns.ts";
import { readExamples } from "./read-examples.ts";
import type { KeptModel, TrainingProgram } from "./training-program.ts";

/** What training came to, before anything is logged. */
export interface Trained<Fitted> {
  kept: KeptModel<Fitted>;
  /** All metrics of the training contract. */
  metrics: Record<string, number>;
  dataDigest: string;
  holdoutDigest: string;
  /** Rows that nothing can be learnt from, by reason. */
  skipped: Record<string, number>;
  /** Numbers of the rows that arrived, by column: what live data is compared with. */
  numbers: NumberColumns;
}

/**
 * Trains on the files that arrived. Held out are rows of the arrival and of every file that the champion knows, so
 * both models are asked about all the data that is known to be good, and have seen none of the rows asked about.
 */
export async function trainOnBronze<Example, Fitted>(
  program: TrainingProgram<Example, Fitted>,
  { bronze, data }: Pick<JobParameters, "bronze" | "data">,
  champion: KeptModel<Fitted> | null,
): Promise<Trained<Fitted>> {
  const files = [...new Set([...(champion?.files ?? []), ...data])].sort();
  const arrived = await readExamples(program, bronze, data);
  const before = files.filter((path) => !data.includes(path));
  const earlier = await readExamples(program, bronze, before);
  const { heldOut, forTraining } = split(program, arrived.examples, earlier.examples);
  if (forTraining.length < program.leastRows || heldOut.length === 0) {
    throw new Error(
      `Data ${data.join(", ")}: ${forTraining.length} rows to train on and ${heldOut.length} held out, of ${arrived.examples.length} usable ones; at least ${program.leastRows} and 1 are needed. Skipped: ${JSON.stringify(arrived.skipped)}.`,
    );
  }
  const fitted = program.fit(forTraining);
  const predict = (model: Fitted, examples: readonly Example[]) =>
    Float64Array.from(examples, (example) => program.predict(model, example));
  const metrics = evaluate(program.score, {
    actual: Float64Array.from(heldOut, program.actual),
    candidate: predict(fitted, heldOut),
    champion: champion ? predict(champion.fitted, heldOut) : null,
    slices: heldOut.map(program.sliceOf),
    clusters: heldOut.map(program.clusterOf),
  });
  const ownRows = Float64Array.from(forTraining, program.actual);
  const inTraining = prefixed("training.", program.score(ownRows, predict(fitted, forTraining)));
  return {
    kept: { files, plan: program.plan, fitted },
    metrics: {
      ...metrics,
      ...inTraining,
      ...driftOf(program, earlier.examples, arrived.examples),
      training_rows: forTraining.length,
    },
    dataDigest: arrived.digest,
    holdoutDigest: digestOf(heldOut),
    skipped: arrived.skipped,
    numbers: arrived.numbers,
  };
}

/** Drift of what arrived against what the champion knows; nothing without a champion. */
function driftOf<Example>(
  { watched }: Pick<TrainingProgram<Example, unknown>, "watched">,
  earlier: readonly Example[],
  arrived: readonly Example[],
): Record<string, number> {
  if (earlier.length === 0) return {};
  const drift = Object.entries(watched).map(([name, feature]) => [
    name,
    stabilityIndex(earlier.map(feature), arrived.map(feature)),
  ]);
  return prefixed("drift.", Object.fromEntries(drift));
}

function split<Example, Fitted>(
  program: TrainingProgram<Example, Fitted>,
  arrived: readonly Example[],
  earlier: readonly Example[],
): { heldOut: Example[]; forTraining: Example[] } {
  const isOut = (example: Example) => isHeldOut(program.clusterOf(example), program.holdoutShare);
  const unique = (examples: readonly Example[]) => [
    ...new Map(examples.map((example) => [program.keyOf(example), example])).values(),
  ];
  return {
    // An arrived row replaces an earlier one of the same key: a correction is what is true now.
    heldOut: unique([...earlier, ...arrived].filter(isOut)),
    forTraining: unique(program.choose(arrived, earlier).filter((example) => !isOut(example))),
  };
}
