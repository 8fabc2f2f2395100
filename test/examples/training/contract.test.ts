import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, it } from "mocha";
import { delayTrainer } from "../../../examples/training/delay-program.ts";
import { revenueTrainer } from "../../../examples/training/revenue-program.ts";
import { createTracking, type Tracking } from "../../../examples/training/tracking.ts";
import { runTrainingJob, type TrainingOutcome } from "../../../examples/training/training-job.ts";
import type { Trainer } from "../../../examples/training/training-program.ts";
import { startWorkspace, type Workspace } from "../../../local/workspace/workspace.ts";
import { createNightBronze, type NightBronze } from "../nights/night-bronze.ts";
import { findRun, readRun } from "./logged-run.ts";

const revenue = ["rmse", "mae", "r2", "mape", "over_forecast"];
const delay = ["quantile_loss", "anomaly_rate", "calibration_gap"];

describe("docs/training-contract.md", () => {
  let bronze: NightBronze;
  let workspace: Workspace;
  let tracking: Tracking;
  before(async () => {
    bronze = await createNightBronze();
    const clock = { now: Date.now };
    workspace = await startWorkspace({
      stateFile: ":memory:",
      clock,
      mode: "real",
      token: "local",
    });
    workspace.registerModel("main.forecasts.revenue");
    workspace.registerModel("main.operations.delay");
    const { url, token } = workspace;
    tracking = createTracking({ url, token, registry: "unityCatalog" });
  });
  after(async () => {
    await workspace.close();
    bronze.remove();
  });

  it("lists all that the trainings log, and they log all that it calls needed", async () => {
    const forecast = "main.forecasts.revenue";
    const first = await train(revenueTrainer, forecast, "films-1995-2003.csv", "");
    const second = await train(revenueTrainer, forecast, "films-1995-2006.csv", first.version);
    const detector = "main.operations.delay";
    const third = await train(delayTrainer, detector, "flights-2001-01-01.parquet", "");
    assert.deepEqual([first.version, second.version, third.version], ["1", "2", "1"]);
    const tags = tableRows("tag").map(({ spans: [tag] }) => tag);
    for (const { runId } of [first, second, third]) {
      const logged = await readRun(workspace, runId);
      assert.equal(logged.status, "FINISHED");
      const ours = Object.keys(logged.tags)
        .filter((tag) => tag.startsWith("nightshift."))
        .map((tag) => tag.replace(/^(nightshift\.reference\.).+/, "$1COLUMN"));
      assert.deepEqual([...new Set(ours)].sort(), tags.sort());
    }
    const keysOf = async ({ runId }: TrainingOutcome) =>
      Object.keys((await readRun(workspace, runId)).metrics);
    assertLogged(await keysOf(first), revenue, ["yes"]);
    assertLogged(await keysOf(second), revenue, ["yes", "where there is a champion"]);
    assertLogged(await keysOf(third), delay, ["yes"]);
  });

  it("is kept where a training fails: its run is FAILED and no version appears", async () => {
    const model = "main.forecasts.revenue";
    await assert.rejects(
      train(revenueTrainer, model, "films-broken.csv", ""),
      /0 rows to train on/,
    );
    const found = await findRun(workspace, "/Shared/any", "lifecycle:films-broken.csv");
    assert.equal(found.status, "FAILED");
    assert.equal(found.tags["nightshift.model_version"], undefined);
  });

  it("refuses a champion that another program trained, or that is not there", async () => {
    const wrong = train(delayTrainer, "main.forecasts.revenue", "flights-2001-01-01.parquet", "1");
    await assert.rejects(wrong, /its model\.json is not one of this program's/);
    const none = train(revenueTrainer, "main.forecasts.revenue", "films-1995-2003.csv", "99");
    await assert.rejects(none, /RESOURCE_DOES_NOT_EXIST/);
  });

  const train = <Example, Fitted>(
    trainer: Trainer<Example, Fitted>,
    registered_model: string,
    file: string,
    champion_version: string,
  ) =>
    runTrainingJob(
      trainer,
      {
        ...{ model: "any", registered_model, experiment: "/Shared/any", bronze: bronze.url },
        ...{ data: [file], instance: `lifecycle:${file}`, attempt: "1", job_run_id: "7" },
        ...{ champion_version, plan: {} },
      },
      tracking,
    );
});

/** Every key is in the tables, and every needed row of them is among the keys. */
function assertLogged(
  keys: readonly string[],
  names: readonly string[],
  needed: readonly string[],
) {
  const rows = tableRows("metric");
  const patterns = rows.flatMap(({ spans }) => spans.map((span) => patternOf(span, names)));
  assert.deepEqual(
    keys.filter((key) => !patterns.some((pattern) => pattern.test(key))),
    [],
  );
  const required = rows.filter(({ need }) => needed.includes(need)).flatMap(({ spans }) => spans);
  assert.ok(required.length >= 2);
  for (const span of required) {
    const expected = /\bm\b/.test(span) ? names.map((name) => span.replace(/\bm\b/, name)) : [span];
    for (const key of expected) assert.ok(keys.includes(key), `${key} is not logged`);
  }
}

function patternOf(span: string, names: readonly string[]): RegExp {
  const text = span.replaceAll(".", "\\.").replace(/\bm\b/, `(${names.join("|")})`);
  return new RegExp(`^${text.replace("NAME", "[a-z]+")}$`);
}

/** Rows of the document's tables whose first column has this head: the code in it, and the last column. */
function tableRows(head: string): { spans: string[]; need: string }[] {
  const text = readFileSync(new URL("../../../docs/training-contract.md", import.meta.url), "utf8");
  const tables = text.split("\n\n").filter((block) => block.startsWith(`| ${head} |`));
  return tables
    .flatMap((table) => table.split("\n").slice(2))
    .map((line) => line.split("|").map((cell) => cell.trim()))
    .map((cells) => ({
      spans: [...(cells[1] ?? "").matchAll(/`([^`]+)`/g)].flatMap(([, span]) =>
        span ? [span] : [],
      ),
      need: cells.at(-2) ?? "",
    }));
}
