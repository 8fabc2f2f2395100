import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

const version = "3.17.2";
/** The packages that the server itself needs, less than half of what `pip install mlflow` brings. */
const packages = [
  `mlflow-skinny==${version}`,
  ...["Flask", "Flask-CORS", "sqlalchemy", "alembic", "huey", "aiohttp", "numpy", "pandas"],
  "graphene",
];

/** A real MLflow server, or why there is none. */
export type MlflowServer =
  | { kind: "running"; url: string; stop(): Promise<void> }
  | { kind: "absent"; reason: string };

/** Starts a real MLflow server on an empty database; installs it into a kept folder the first time. */
export async function startMlflowServer(): Promise<MlflowServer> {
  const environment = join(homedir(), ".cache", "nightshift", `mlflow-${version}`);
  try {
    await install(environment);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return { kind: "absent", reason: `MLflow ${version} cannot be installed: ${reason}` };
  }
  const folder = mkdtempSync(join(tmpdir(), "nightshift-mlflow-"));
  const port = await freePort();
  const child = spawn(join(environment, "bin", "mlflow"), serverArguments(folder, port), {
    env: {
      ...process.env,
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_DISABLE_TELEMETRY: "true",
    },
    stdio: "ignore",
    detached: true,
  });
  const url = `http://127.0.0.1:${port}`;
  await untilHealthy(url, child);
  return {
    kind: "running",
    url,
    async stop() {
      const gone = once(child, "exit");
      // The workers are children of the server: a negative id ends the whole group.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function install(environment: string): Promise<void> {
  const complete = join(environment, "complete");
  if (existsSync(complete)) return;
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(environment, { recursive: true });
  await run("python3", ["-m", "venv", environment]);
  await run(join(environment, "bin", "pip"), ["install", "--quiet", ...packages]);
  writeFileSync(complete, packages.join("\n"));
}

function serverArguments(folder: string, port: number): string[] {
  return [
    "server",
    ...["--backend-store-uri", `sqlite:///${join(folder, "mlflow.db")}`],
    ...["--default-artifact-root", `file://${join(folder, "artifacts")}`],
    ...["--host", "127.0.0.1", "--port", String(port), "--workers", "1"],
  ];
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline && child.exitCode === null) {
    const answer = await fetch(`${url}/health`).catch(() => null);
    if (answer?.ok) return;
    await sleep(250);
  }
  throw new Error(`MLflow at ${url} did not become healthy; exit code ${child.exitCode}.`);
}
