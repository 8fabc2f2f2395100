import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { after, before, describe, it } from "mocha";
import { findRun, type LoggedTraining } from "../../../examples/training/logged-run.ts";
import { type MlflowServer, startMlflowServer } from "../../contracts/mlflow-server.ts";
import { type AzuriteBronze, startAzuriteBronze } from "./azurite-bronze.ts";
import { findPythonEnvironment } from "./python-environment.ts";

const run = promisify(execFile);
const programs = new URL("../../../../examples/training/", import.meta.url);
const metrics = ["rmse", "mae", "r2", "mape", "over_forecast"];

describe("revenue.py and revenue.ts on a real MLflow server", () => {
  let server: Extract<MlflowServer, { kind: "running" }>;
  let bronze: AzuriteBronze;
  let python: string;
  before(async function () {
    const environment = await findPythonEnvironment();
    const started = environment.kind === "ready" ? await startMlflowServer() : environment;
    if (environment.kind === "absent" || started.kind !== "running") {
      const reason = started.kind === "absent" ? started.reason : "no Python";
      if (process.env.CI) throw new Error(reason);
      console.log(`      skipped: ${reason}`);
      this.skip();
    }
    server = started;
    python = environment.python;
    bronze = await startAzuriteBronze();
  });
  after(async () => {
    await bronze?.stop();
    await server?.stop();
  });

  it("train on the same rows, come to the same scores and log the same", async () => {
    const [script, sources] = [await trainTwice("revenue.py"), await trainTwice("revenue.ts")];
    for (const key of ["sample_size", "training_rows", "sample_size.slice.small"]) {
      assert.equal(script.metrics[key], sources.metrics[key], key);
    }
    assert.equal(script.tags["nightshift.data_digest"], sources.tags["nightshift.data_digest"]);
    assert.deepEqual(Object.keys(script.metrics).sort(), Object.keys(sources.metrics).sort());
    assert.deepEqual(contractTags(script), contractTags(sources));
    for (const metric of metrics) {
      const [own = 0, other = 0] = [script.metrics[metric], sources.metrics[metric]];
      assert.ok(Math.abs(own / other - 1) < 0.05, `${metric}: ${own} against ${other}`);
      const [se = 0, otherSe = 0] = [script, sources].map(
        (run) => run.metrics[`${metric}.gain_se`],
      );
      assert.ok(Math.abs(se / otherSe - 1) < 0.25, `${metric}.gain_se: ${se} against ${otherSe}`);
    }
  });

  it("refuse each other's champions and unknown plans, with exit code and reason", async () => {
    await assert.rejects(
      train("revenue.py", "films-1995-2003.csv", "1", "revenue.ts"),
      /manifest\.json/,
    );
    const plan = '{"featureSet":"all","depth":3}';
    await assert.rejects(
      train("revenue.py", "films-1995-2003.csv", "", "other", plan),
      (error: Error) => {
        assert.match(
          error.message,
          /depth is not known; featureSet is all; it must be one of announced/,
        );
        return true;
      },
    );
  });

  async function trainTwice(program: string): Promise<LoggedTraining> {
    await train(program, "films-1995-2003.csv", "");
    await train(program, "films-1995-2006.csv", "1");
    const mlflow = { url: server.url, token: "" };
    return await findRun(mlflow, `/Shared/${program}`, "lifecycle:films-1995-2006.csv");
  }

  async function train(
    program: string,
    file: string,
    champion: string,
    owner = program,
    plan = "{}",
  ) {
    const told = {
      ...{
        model: "any",
        registered_model: `main.forecasts.${owner}`,
        experiment: `/Shared/${program}`,
      },
      ...{
        bronze: bronze.url,
        data: JSON.stringify([`night/${file}`]),
        attempt: "1",
        job_run_id: "7",
      },
      ...{ instance: `lifecycle:${file}`, champion_version: champion, plan },
    };
    const command = program.endsWith(".py") ? python : process.execPath;
    const given = Object.entries(told).map(([name, value]) => `--${name}=${value}`);
    await run(command, [fileURLToPath(new URL(program, programs)), ...given], {
      env: { ...process.env, MLFLOW_TRACKING_URI: server.url, MLFLOW_DISABLE_TELEMETRY: "true" },
    });
  }
});

function contractTags({ tags }: LoggedTraining): string[] {
  return Object.keys(tags)
    .filter((tag) => tag.startsWith("nightshift."))
    .sort();
}
