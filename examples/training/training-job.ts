import { createHash } from "node:crypto";
import { readBronze } from "./bronze.ts";
import { evaluate, prefixed } from "./evaluation.ts";
import { digestOf, isHeldOut } from "./holdout.ts";
import type { JobParameters } from "./job-parameters.ts";
import type { Score } from "./paired-bootstrap.ts";
import { type Row, readRows } from "./read-rows.ts";
import type { TrackedRun, Tracking } from "./tracking.ts";

/** A model as it is registered: what it needs to predict, and which files it knows. */
export interface KeptModel<Fitted> {
  /** Paths below bronze of every file that this model or a champion before it was trained or scored on. */
  files: string[];
  fitted: Fitted;
}

/** What one training program decides for itself; all else is the contract. */
export interface TrainingProgram<Example, Fitted> {
  /** Family of algorithm and features: versions of one recipe make similar errors. */
  recipe: string;
  /** Share of the examples that are held out, from 0 to 1. */
  holdoutShare: number;
  /** Fewest examples to train on. */
  leastRows: number;
  /** Examples among raw rows, and how many rows were skipped for which reason. */
  parse(rows: readonly Row[]): { examples: Example[]; skipped: Record<string, number> };
  /** The same for the same example in whatever file it comes. */
  keyOf(example: Example): string;
  /** Examples that go together: they are held out together, and resampled together. */
  clusterOf(example: Example): string;
  sliceOf(example: Example): string;
  /** What is predicted. */
  actual(example: Example): number;
  /** Picks the training rows: those of the arrival, and what the plan adds from earlier files. */
  choose(arrived: readonly Example[], earlier: readonly Example[]): Example[];
  fit(examples: readonly Example[]): Fitted;
  predict(fitted: Fitted, example: Example): number;
  score: Score;
  /** Reads a kept model back; throws where another program wrote it. */
  parseKept(model: unknown): KeptModel<Fitted>;
  /** What is logged as parameters of the run. */
  settings: Record<string, string>;
}

/** What a run came to. */
export interface TrainingOutcome {
  runId: string;
  version: string;
  metrics: Record<string, number>;
}

/** Trains, scores candidate and champion on the same held-out rows, logs and registers. */
export async function runTrainingJob<Example, Fitted>(
  program: TrainingProgram<Example, Fitted>,
  job: JobParameters,
  tracking: Tracking,
): Promise<TrainingOutcome> {
  const champion = await loadChampion(program, job, tracking);
  const trained = await trainOnBronze(program, job, champion);
  const run = await tracking.createRun(job.experiment, {
    "nightshift.instance": job.instance,
    "nightshift.attempt": job.attempt,
    "nightshift.job_run_id": job.job_run_id,
    "nightshift.data_digest": trained.dataDigest,
    "nightshift.holdout_digest": trained.holdoutDigest,
    "nightshift.champion_version": job.champion_version,
    "nightshift.recipe": program.recipe,
  });
  try {
    return await logAndRegister(program, job, tracking, run, trained);
  } catch (error) {
    await tracking.end(run.runId, "FAILED");
    throw error;
  }
}

/** What training came to, before anything is logged. */
export interface Trained<Fitted> {
  kept: KeptModel<Fitted>;
  metrics: Record<string, number>;
  dataDigest: string;
  holdoutDigest: string;
  trainingRows: number;
  skipped: Record<string, number>;
}

/**
 * Trains on the arrival. The held-out rows are those of the arrival and of every file that the champion knows, so
 * both are asked about all the data that is known to be good.
 */
export async function trainOnBronze<Example, Fitted>(
  program: TrainingProgram<Example, Fitted>,
  job: Pick<JobParameters, "bronze" | "data">,
  champion: KeptModel<Fitted> | null,
): Promise<Trained<Fitted>> {
  const files = [...new Set([...(champion?.files ?? []), ...job.data])].sort();
  const contents = new Map<string, Uint8Array>();
  for (const path of files) contents.set(path, await readBronze(job.bronze, path));
  const examplesOf = async (paths: readonly string[]) => {
    const rows = await Promise.all(
      paths.map((path) => readRows(path, contents.get(path) ?? new Uint8Array())),
    );
    return program.parse(rows.flat());
  };
  const arrived = await examplesOf(job.data);
  const earlier = await examplesOf(files.filter((path) => !job.data.includes(path)));
  const { heldOut, forTraining } = split(program, arrived.examples, earlier.examples);
  if (forTraining.length < program.leastRows || heldOut.length === 0) {
    throw new Error(
      `Data ${job.data.join(", ")}: ${forTraining.length} rows to train on and ${heldOut.length} held out, of ${arrived.examples.length} usable; at least ${program.leastRows} and 1 are needed. Skipped: ${JSON.stringify(arrived.skipped)}.`,
    );
  }
  const fitted = program.fit(forTraining);
  const actual = Float64Array.from(heldOut, program.actual);
  const predictions = (model: Fitted) =>
    Float64Array.from(heldOut, (example) => program.predict(model, example));
  const metrics = evaluate(program.score, {
    actual,
    candidate: predictions(fitted),
    champion: champion ? predictions(champion.fitted) : null,
    slices: heldOut.map(program.sliceOf),
    clusters: heldOut.map(program.clusterOf),
  });
  const ownTraining = program.score(
    Float64Array.from(forTraining, program.actual),
    Float64Array.from(forTraining, (example) => program.predict(fitted, example)),
  );
  return {
    kept: { files, fitted },
    metrics: {
      ...metrics,
      ...prefixed("training.", ownTraining),
      training_rows: forTraining.length,
    },
    dataDigest: digestOfFiles(job.data, contents),
    holdoutDigest: digestOf(heldOut),
    trainingRows: forTraining.length,
    skipped: arrived.skipped,
  };
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
  const chosen = unique(program.choose(arrived, earlier));
  return {
    // An arrived row replaces an earlier one of the same key: corrections are what is true now.
    heldOut: unique([...earlier, ...arrived]).filter(isOut),
    forTraining: chosen.filter((example) => !isOut(example)),
  };
}

async function loadChampion<Example, Fitted>(
  program: TrainingProgram<Example, Fitted>,
  { registered_model: name, champion_version: version }: JobParameters,
  tracking: Tracking,
): Promise<KeptModel<Fitted> | null> {
  if (version === "") return null;
  const model = await tracking.loadModel(name, version);
  try {
    return program.parseKept(model);
  } catch (cause) {
    throw new Error(`Champion ${name} version ${version}: this program cannot read it.`, { cause });
  }
}

async function logAndRegister<Example, Fitted>(
  program: TrainingProgram<Example, Fitted>,
  job: JobParameters,
  tracking: Tracking,
  run: TrackedRun,
  trained: Trained<Fitted>,
): Promise<TrainingOutcome> {
  await tracking.logParameters(run.runId, {
    ...program.settings,
    data: JSON.stringify(job.data).slice(0, 6000),
    plan: JSON.stringify(job.plan).slice(0, 6000),
    skipped: JSON.stringify(trained.skipped),
  });
  await tracking.logMetrics(run.runId, trained.metrics);
  const version = await tracking.register(run, job.registered_model, trained.kept);
  await tracking.setTag(run.runId, "nightshift.model_version", version);
  await tracking.end(run.runId, "FINISHED");
  return { runId: run.runId, version, metrics: trained.metrics };
}

function digestOfFiles(
  paths: readonly string[],
  contents: ReadonlyMap<string, Uint8Array>,
): string {
  const hash = createHash("sha256");
  for (const path of [...paths].sort()) {
    const content = createHash("sha256").update(contents.get(path) ?? new Uint8Array());
    hash.update(`${path}\n${content.digest("hex")}\n`);
  }
  return hash.digest("hex");
}
