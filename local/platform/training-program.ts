import { existsSync } from "node:fs";
import { join, parse } from "node:path";

const endings = [".ts", ".mjs", ".js"];

/**
 * Local stand-in of a model's training program. On Databricks `training.program` is a workspace path such as
 * `/Workspace/nightshift/revenue_forecast.py`; locally the file of the same name with dashes,
 * `revenue-forecast.ts`, in the folder of training programs runs instead. Null where there is none.
 */
export function findTrainingProgram(program: string, folder: string): string | null {
  const name = parse(program).name.replaceAll("_", "-");
  const paths = endings.map((ending) => join(folder, `${name}${ending}`));
  return paths.find((path) => existsSync(path)) ?? null;
}
