import { existsSync } from "node:fs";
import { join, parse, resolve } from "node:path";
import type { ModelDefinition } from "../../functions/core/catalogue/model-definition.ts";
import { trainingJobName } from "../../functions/core/names.ts";
import type { JobDefinition } from "../workspace/jobs.ts";

/** Seconds that a training run lasts on a virtual clock where no rehearsal says otherwise. */
const takesSeconds = 600;
const nodeFlags = [
  "--max-semi-space-size=2", // smaller than Node's own choice by some 20 MiB of memory
  "--disable-warning=ExperimentalWarning",
  `--import=${new URL("./end-with-parent.ts", import.meta.url)}`,
];
const endings = [".ts", ".mjs", ".js"];

/** The local job that trains a model; without a local program only scripted runs of it succeed. */
export function planTrainingJob(
  model: string,
  { training }: ModelDefinition,
  programs: string,
): JobDefinition {
  const program = findTrainingProgram(training.program, programs);
  return {
    name: trainingJobName(model),
    ...(program ? { command: [process.execPath, ...nodeFlags, program] } : {}),
    env: { NIGHTSHIFT_PLATFORM_PID: String(process.pid) },
    parameters: { ...training.parameters, job_run_id: "{{job.run_id}}" },
    timeoutSeconds: training.maxRunMinutes * 60,
    takesSeconds,
  };
}

/**
 * Local stand-in of a model's training program. On Databricks `training.program` is a workspace path such as
 * `/Workspace/nightshift/revenue_forecast.py`; locally the file of the same name with dashes,
 * `revenue-forecast.ts`, in the folder of training programs runs instead. Null where there is none.
 */
export function findTrainingProgram(program: string, folder: string): string | null {
  const name = parse(program).name.replaceAll("_", "-");
  const paths = endings.map((ending) => resolve(join(folder, `${name}${ending}`)));
  return paths.find((path) => existsSync(path)) ?? null;
}
