import type { Job } from "./jobs.ts";
import type { Command } from "./processes.ts";
import type { Run } from "./run-records.ts";

/**
 * The command of one run: the job's, with its parameters as `--name=value`, and the environment that a Databricks
 * cluster would give. `{{job.run_id}}`, `{{job.id}}` and `{{job.name}}` are filled in everywhere.
 */
export function planCommand(
  run: Run,
  job: Job,
  workspace: { url: string; token: string },
): Omit<Command, "limitSeconds"> {
  const references: Record<string, string> = {
    "job.run_id": run.id,
    "job.id": job.id,
    "job.name": job.settings.name,
  };
  const fill = (text: string) =>
    text.replaceAll(/\{\{\s*([\w.]+)\s*\}\}/g, (found, name) => references[name] ?? found);
  const { command, env, folder } = job.settings;
  const args = Object.entries(run.parameters).map(([name, value]) => `--${name}=${value}`);
  return {
    runId: run.id,
    command: [...command, ...args].map(fill),
    folder,
    env: {
      DATABRICKS_HOST: workspace.url,
      DATABRICKS_TOKEN: workspace.token,
      MLFLOW_TRACKING_URI: "databricks",
      MLFLOW_REGISTRY_URI: "databricks-uc",
      ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, fill(value)])),
      NIGHTSHIFT_RUN_ID: run.id,
    },
  };
}
