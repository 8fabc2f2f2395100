import { execFile } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What a Databricks ML runtime brings, as far as revenue.py needs it. */
const packages = [
  "mlflow-skinny==3.17.2",
  "scikit-learn==1.7.2",
  "pandas==2.3.3",
  "azure-storage-blob==12.26.0",
];

/** A Python that can run the example training, or why there is none. */
export type PythonEnvironment =
  | { kind: "ready"; python: string }
  | { kind: "absent"; reason: string };

/** Installs the packages into a folder that is kept between runs. In CI an install that fails throws. */
export async function findPythonEnvironment(): Promise<PythonEnvironment> {
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
  const folder = join(cache, "nightshift", "python-training");
  const python = join(folder, "bin", "python");
  // The mark names what is installed: a folder without it is a half-done or an older install.
  const mark = join(folder, `${packages.join("+")}.installed`);
  if (existsSync(mark)) return { kind: "ready", python };
  try {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(cache, "nightshift"), { recursive: true });
    await run("python3", ["-m", "venv", folder]);
    await run(python, ["-m", "pip", "install", "--quiet", ...packages]);
    writeFileSync(mark, "");
    return { kind: "ready", python };
  } catch (error) {
    if (process.env.CI) throw error;
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return { kind: "absent", reason: `The packages of revenue.py cannot be installed: ${reason}` };
  }
}
