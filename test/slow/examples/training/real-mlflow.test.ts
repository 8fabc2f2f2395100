import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { after, before, describe, it } from "mocha";
import { referenceTag } from "../../../../functions/core/names.ts";
import { parseReferences } from "../../../../functions/core/response/parse-reference.ts";
import { findRun, type LoggedTraining } from "../../../examples/training/logged-run.ts";
import { type MlflowServer, startMlflowServer } from "../../contracts/mlflow-server.ts";
import { preparePythonEnvironment, programOf } from "../../python-environment.ts";
import { type AzuriteBronze, startAzuriteBronze } from "./azurite-bronze.ts";

const run = promisify(execFile);
const programs = new URL("../../../../examples/training/", import.meta.url);
/** What a Databricks ML runtime brings, as far as the trainings need it. */
const packages = [
  "mlflow-skinny==3.17.2",
  "scikit-learn==1.7.2",
  "pandas==2.3.3",
  "pyarrow==21.0.0",
  "azure-storage-blob==12.26.0",
];

describe("the Python trainings on a real MLflow server", () => {
  let server: MlflowServer;
  let bronze: AzuriteBronze;
  let python: string;
  before(async function () {
    python = programOf(await preparePythonEnvironment(this, packages), "python");
    server = await startMlflowServer(this);
    bronze = await startAzuriteBronze();
  });
  after(async () => {
    await bronze?.stop();
    await server?.stop();
  });

  it("forecast revenue from the same rows as revenue.ts, with the same scores and log", async () => {
    const files: [string, string] = ["films-1995-2003.csv", "films-1995-2006.csv"];
    const [script, sources] = [
      await trainTwice("revenue.py", files),
      await trainTwice("revenue.ts", files),
    ];
    expectSameRowsAndLog(script, sources, "small");
    // scikit-learn places its knots and medians a little differently.
    for (const metric of ["rmse", "mae", "r2", "mape", "over_forecast"])
      expectNear(script, sources, metric, 0.05);
  });

  it("detect delays from the same rows as delay-anomaly.ts, with the same thresholds", async () => {
    const files: [string, string] = ["flights-2001-01-01.parquet", "flights-2001-01-02.parquet"];
    const plan = '{"recentDays":30,"featureSet":"hour-distance"}';
    const [script, sources] = [
      await trainTwice("delay_anomaly.py", files, plan),
      await trainTwice("delay-anomaly.ts", files, plan),
    ];
    expectSameRowsAndLog(script, sources, "morning");
    for (const metric of ["quantile_loss", "anomaly_rate", "calibration_gap"]) {
      expectNear(script, sources, metric, 1e-9);
      expectNear(script, sources, `champion.${metric}`, 1e-9);
      expectNear(script, sources, `training.${metric}`, 1e-9);
    }
  });

  it("refuse each other's champions and unknown plans, with exit code and reason", async () => {
    await assert.rejects(
      train("revenue.py", "films-1995-2003.csv", "1", "revenue.ts"),
      /manifest\.json/,
    );
    await assert.rejects(
      train("revenue.py", "films-1995-2003.csv", "", "other", '{"featureSet":"all","depth":3}'),
      /depth is not known; featureSet is all; it must be one of announced/,
    );
    await assert.rejects(
      train("delay_anomaly.py", "flights-2001-01-01.parquet", "1", "delay-anomaly.ts"),
      /manifest\.json/,
    );
    const plan = '{"depth":9,"hyperparameters":{"shrinkRows":-1}}';
    await assert.rejects(
      train("delay_anomaly.py", "flights-2001-01-01.parquet", "", "other", plan),
      /depth is not known; shrinkRows is -1; it must be a number from 0 to 100000/,
    );
  });

  it("say what they found, or what they were not told, where they cannot train", async () => {
    await assert.rejects(
      train("revenue.py", "films-broken.csv", ""),
      /0 rows to train on .*'no worldwide gross': 400/,
    );
    await assert.rejects(
      train(
        "revenue.py",
        "films-1995-2003.csv",
        "",
        "other",
        '{"hyperparameters":{"budgetKnots":"3"}}',
      ),
      /budgetKnots is 3; it must be a whole number from 0 to 8/,
    );
    await assert.rejects(
      train("delay_anomaly.py", "flights-2001-01-01.parquet", "", "other", "{"),
      /argument --plan: invalid loads value: '\{'/,
    );
  });

  async function trainTwice(
    program: string,
    [first, second]: [string, string],
    plan = "{}",
  ): Promise<LoggedTraining> {
    await train(program, first, "");
    await train(program, second, "1", program, plan);
    const mlflow = { url: server.url, token: "" };
    return await findRun(mlflow, `/Shared/${program}`, `lifecycle:${second}`);
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

function expectSameRowsAndLog(
  script: LoggedTraining,
  sources: LoggedTraining,
  slice: string,
): void {
  for (const key of ["sample_size", "training_rows", `sample_size.slice.${slice}`])
    assert.equal(script.metrics[key], sources.metrics[key], key);
  for (const key of ["data", "skipped"])
    assert.deepEqual(told(script, key), told(sources, key), key);
  assert.equal(script.tags["nightshift.data_digest"], sources.tags["nightshift.data_digest"]);
  assert.deepEqual(Object.keys(script.metrics).sort(), Object.keys(sources.metrics).sort());
  assert.deepEqual(contractTags(script), contractTags(sources));
  expectSameDeciles(script, sources);
  const drift = Object.keys(sources.metrics).filter((name) => name.startsWith("drift."));
  assert.equal(drift.length, 2);
  for (const name of drift) expectNear(script, sources, name, 1e-9);
}

/** Deciles that monitoring reads: the same counts, and edges as near as two readers of decimals come. */
function expectSameDeciles(script: LoggedTraining, sources: LoggedTraining): void {
  const columns = Object.keys(sources.tags).flatMap((tag) =>
    tag.startsWith(referenceTag("")) ? [tag.slice(referenceTag("").length)] : [],
  );
  const [own, others] = [script, sources].map(({ tags }) => parseReferences(tags, columns));
  assert.ok(columns.length >= 2 && others?.length === columns.length);
  for (const [at, other] of others.entries()) {
    const reference = own?.[at];
    assert.equal(reference?.feature, other.feature);
    assert.deepEqual(reference?.counts, other.counts, other.feature);
    assert.equal(reference.edges.length, other.edges.length, other.feature);
    for (const [edge, value] of other.edges.entries()) {
      const gap = Math.abs((reference.edges[edge] ?? Number.NaN) - value);
      assert.ok(gap <= 1e-9 * Math.max(1, Math.abs(value)), `${other.feature}: ${value}`);
    }
  }
}

/** A parameter that a training logged as JSON. */
function told({ parameters }: LoggedTraining, key: string): unknown {
  return JSON.parse(parameters[key] ?? "null");
}

/** The metric within a share, and its standard error as near as two bootstraps come. */
function expectNear(
  script: LoggedTraining,
  sources: LoggedTraining,
  metric: string,
  share: number,
): void {
  for (const [name, most] of [
    [metric, share],
    [`${metric}.gain_se`, 0.25],
  ] as const) {
    const [own, other] = [script.metrics[name], sources.metrics[name]];
    if (own === undefined && other === undefined && name.endsWith(".gain_se")) continue;
    const gap = Math.abs((own ?? Number.NaN) - (other ?? Number.NaN));
    assert.ok(gap <= most * Math.abs(other ?? 0), `${name}: ${own} against ${other}`);
  }
}

function contractTags({ tags }: LoggedTraining): string[] {
  return Object.keys(tags)
    .filter((tag) => tag.startsWith("nightshift."))
    .sort();
}
