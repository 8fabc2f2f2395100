import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { ScriptedSuccess } from "../../../local/workspace/scripted-outcome.ts";
import type { Workspace } from "../../../local/workspace/workspace.ts";
import { type Call, createHandClock, withWorkspace } from "./open-workspace.ts";

const parameters = {
  experiment: "/Shared/nightshift/churn",
  registered_model: "main.ml.churn",
  instance: "lifecycle:churn:0123456789ab",
  attempt: "1",
  champion_version: "",
  data: '["churn/a.parquet"]',
};

async function play(
  workspace: Workspace,
  call: Call,
  outcome: Omit<ScriptedSuccess, "kind">,
  more: Record<string, string> = {},
) {
  const { id } = workspace.defineJob({ name: "train" });
  workspace.script("train", { kind: "succeeds", ...outcome });
  const job_parameters = { ...parameters, ...more };
  const started = await call("POST", "/api/2.2/jobs/run-now", { job_id: id, job_parameters });
  await workspace.settle();
  return String(started.json().run_id);
}

async function logged(call: Call, jobRunId: string) {
  const experiment_name = parameters.experiment;
  const found = await call("GET", "/api/2.0/mlflow/experiments/get-by-name", { experiment_name });
  const { experiment_id } = Object(found.json().experiment);
  const filter = `tags."nightshift.job_run_id" = '${jobRunId}'`;
  const fields = { experiment_ids: [experiment_id], filter };
  const { runs } = (await call("POST", "/api/2.0/mlflow/runs/search", fields)).json();
  assert.ok(Array.isArray(runs));
  const [{ info, data }] = runs;
  const pairs = (list: { key: string; value: unknown }[]) =>
    Object.fromEntries(list.map(({ key, value }) => [key, value]));
  return { info, metrics: pairs(data.metrics), tags: pairs(data.tags) };
}

describe("logScriptedRun", () => {
  it("logs what the training contract asks for, and registers a version", async () => {
    const clock = createHandClock();
    await withWorkspace({ clock }, async (workspace, call) => {
      const id = await play(workspace, call, {
        metrics: { rmse: 0.2, "rmse.slice.west": 0.3 },
        championMetrics: { rmse: 0.4 },
        gainSe: { rmse: 0.01 },
        disagreement: { rmse: 0.06 },
        sampleSize: 800,
        folds: { rmse: [0.1, 0.3], "champion.rmse": [0.4, 0.5] },
      });
      const { info, metrics, tags } = await logged(call, id);
      assert.deepEqual(metrics, {
        ...{ rmse: 0.2, "rmse.slice.west": 0.3, "champion.rmse": 0.4, "rmse.gain_se": 0.01 },
        ...{ "rmse.disagreement": 0.06, sample_size: 800 },
        ...{ "rmse.fold": 0.3, "champion.rmse.fold": 0.5 },
      });
      assert.deepEqual([info.status, info.end_time], ["FINISHED", clock.now()]);
      const { "nightshift.data_digest": data, "nightshift.holdout_digest": holdout } = tags;
      assert.match(String(data), /^[0-9a-f]{64}$/);
      assert.equal(data, holdout);
      assert.equal(tags["nightshift.instance"], parameters.instance);
      assert.equal(tags["nightshift.attempt"], "1");
      assert.equal(tags["nightshift.model_version"], "1");
      const path = "/api/2.1/unity-catalog/models/main.ml.churn/versions/1";
      assert.equal((await call("GET", path)).json().run_id, info.run_id);
    });
  });

  it("scores the champion as its own run logged it, unless told otherwise", async () => {
    await withWorkspace({}, async (workspace, call) => {
      await play(workspace, call, { metrics: { rmse: 0.4, mae: 1 } });
      const champion = { champion_version: "1" };
      const second = await play(workspace, call, { metrics: { rmse: 0.2 } }, champion);
      assert.deepEqual((await logged(call, second)).metrics, { rmse: 0.2, "champion.rmse": 0.4 });
      const third = { metrics: { rmse: 0.2 }, championMetrics: {} };
      const id = await play(workspace, call, third, champion);
      assert.deepEqual((await logged(call, id)).metrics, { rmse: 0.2 });
    });
  });

  it("keeps NaN and leaves out tags that are emptied", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const tags = { "nightshift.data_digest": "" };
      const id = await play(workspace, call, { metrics: { rmse: "NaN" }, tags });
      const { metrics, tags: found } = await logged(call, id);
      assert.deepEqual(metrics, { rmse: "NaN" });
      assert.equal(found["nightshift.data_digest"], undefined);
    });
  });

  it("logs nothing without metrics", async () => {
    await withWorkspace({}, async (workspace, call) => {
      await play(workspace, call, {});
      const { status } = await call("GET", "/api/2.0/mlflow/experiments/get-by-name", {
        experiment_name: parameters.experiment,
      });
      assert.equal(status, 404);
      assert.equal(workspace.runs()[0]?.ending?.code, "SUCCESS");
    });
  });

  it("fails the run where it may not log", async () => {
    await withWorkspace({}, async (workspace, call) => {
      await play(workspace, call, { metrics: { rmse: 1 } }, { experiment: "relative" });
      const ending = workspace.runs()[0]?.ending;
      assert.equal(ending?.code, "RUN_EXECUTION_ERROR");
      assert.match(ending?.message ?? "", /absolute path/);
    });
  });
});
