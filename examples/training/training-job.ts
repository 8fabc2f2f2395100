import type { JobParameters } from "./job-parameters.ts";
import { referenceTags } from "./number-columns.ts";
import { settlePlan } from "./settle-plan.ts";
import type { TrackedRun, Tracking } from "./tracking.ts";
import { type Trained, trainOnBronze } from "./train-on-bronze.ts";
import type { KeptModel, Trainer } from "./training-program.ts";

/** What a run came to. */
export interface TrainingOutcome {
  runId: string;
  /** Version of the registered model. */
  version: string;
  metrics: Record<string, number>;
}

/** Trains, scores candidate and champion on the same held-out rows, logs and registers: docs/training-contract.md. */
export async function runTrainingJob<Example, Fitted>(
  trainer: Trainer<Example, Fitted>,
  job: JobParameters,
  tracking: Tracking,
): Promise<TrainingOutcome> {
  const champion = await loadChampion(trainer, job, tracking);
  const program = trainer.createProgram(settlePlan(champion?.plan ?? {}, job.plan));
  const run = await tracking.createRun(job.experiment, {
    "nightshift.instance": job.instance,
    "nightshift.attempt": job.attempt,
    "nightshift.job_run_id": job.job_run_id,
    "nightshift.champion_version": job.champion_version,
    "nightshift.recipe": program.recipe,
    "nightshift.plan": String(job.plan.kind ?? "none"),
    "nightshift.iteration": String(job.plan.iteration ?? 0),
    "nightshift.parent": String(job.plan.parent ?? job.instance),
  });
  try {
    const trained = await trainOnBronze(program, job, champion);
    return await logAndRegister(job, tracking, run, trained);
  } catch (error) {
    await tracking.end(run.runId, "FAILED");
    throw error;
  }
}

async function loadChampion<Example, Fitted>(
  trainer: Trainer<Example, Fitted>,
  { registered_model: name, champion_version: version }: JobParameters,
  tracking: Tracking,
): Promise<KeptModel<Fitted> | null> {
  if (version === "") return null;
  const model = await tracking.loadModel(name, version);
  try {
    return trainer.parseKept(model);
  } catch (cause) {
    throw new Error(
      `Champion ${name} version ${version}: its model.json is not one of this program's. Train it with the program that the definition names.`,
      { cause },
    );
  }
}

async function logAndRegister<Fitted>(
  job: JobParameters,
  tracking: Tracking,
  run: TrackedRun,
  trained: Trained<Fitted>,
): Promise<TrainingOutcome> {
  const { runId } = run;
  await tracking.setTag(runId, "nightshift.data_digest", trained.dataDigest);
  await tracking.setTag(runId, "nightshift.holdout_digest", trained.holdoutDigest);
  for (const [key, value] of Object.entries(referenceTags(trained.numbers))) {
    await tracking.setTag(runId, key, value);
  }
  await tracking.logParameters(runId, {
    data: JSON.stringify(job.data),
    plan: JSON.stringify(job.plan),
    settled_plan: JSON.stringify(trained.kept.plan),
    skipped: JSON.stringify(trained.skipped),
  });
  await tracking.logMetrics(runId, trained.metrics);
  const version = await tracking.register(run, job.registered_model, trained.kept);
  await tracking.setTag(runId, "nightshift.model_version", version);
  await tracking.end(runId, "FINISHED");
  return { runId, version, metrics: trained.metrics };
}
