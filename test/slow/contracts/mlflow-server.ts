import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { preparePythonEnvironment, programOf, type Suite } from "../python-environment.ts";

/** The packages that the server itself needs, less than half of what `pip install mlflow` brings. */
const packages = [
  "mlflow-skinny==3.17.2",
  ...["Flask", "Flask-CORS", "sqlalchemy", "alembic", "huey", "aiohttp", "numpy", "pandas"],
  "graphene",
];

/** A real MLflow server. */
export interface MlflowServer {
  url: string;
  stop(): Promise<void>;
}

/** Starts a real MLflow server on an empty database. Skips the suite where there is no Python for it. */
export async function startMlflowServer(suite: Suite): Promise<MlflowServer> {
  const environment = await preparePythonEnvironment(suite, packages);
  const folder = mkdtempSync(join(tmpdir(), "nightshift-mlflow-"));
  const port = await freePort();
  const child = spawn(programOf(environment, "mlflow"), serverArguments(folder, port), {
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
