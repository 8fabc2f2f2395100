import assert from "node:assert/strict";
import { WorkspaceClient } from "@databricks/sdk-experimental";
import { describe, it } from "mocha";
import type { Workspace } from "../../../../local/workspace/workspace.ts";
import { withWorkspace } from "../../../local/workspace/open-workspace.ts";

const model = "main.ml.churn";
const real = { mode: "real", clock: { now: Date.now } } as const;

async function withClient(
  test: (client: WorkspaceClient, workspace: Workspace) => Promise<void>,
): Promise<void> {
  await withWorkspace(real, async (workspace) => {
    const { url: host, token } = workspace;
    await test(new WorkspaceClient({ host, token, authType: "pat" }), workspace);
  });
}

async function listed<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe("@databricks/sdk-experimental", () => {
  it("finds a job, runs it once for a token, waits for it and reads its output", async () => {
    await withClient(async ({ jobs }, workspace) => {
      const command = [process.execPath, "-e", 'console.log("trained")', "--"];
      workspace.defineJob({ name: "train", command, parameters: { depth: "3" } });
      const [job] = await listed(jobs.list({ name: "train" }));
      assert.equal(job?.settings?.name, "train");
      const request = {
        job_id: Number(job.job_id),
        idempotency_token: "once",
        job_parameters: { depth: "4" },
      };
      const started = await jobs.runNow(request);
      const again = await jobs.runNow(request);
      assert.equal(started.run_id, again.run_id);
      const run = await started.wait();
      assert.deepEqual(run.status?.termination_details?.code, "SUCCESS");
      assert.deepEqual(run.job_parameters, [{ name: "depth", value: "4" }]);
      const output = await jobs.getRunOutput({ run_id: Number(run.tasks?.[0]?.run_id) });
      assert.equal(output.logs, "trained\n");
    });
  });

  it("cancels a run, and repairs a failed one", async () => {
    await withClient(async ({ jobs }, workspace) => {
      const forEver = [process.execPath, "-e", "setInterval(() => {}, 1000)", "--"];
      const job_id = Number(workspace.defineJob({ name: "train", command: forEver }).id);
      const { run_id: endless } = await jobs.runNow({ job_id });
      const cancelled = await (await jobs.cancelRun({ run_id: Number(endless) })).wait();
      assert.equal(cancelled.status?.termination_details?.code, "USER_CANCELED");
      workspace.script("train", { kind: "fails", code: "CLOUD_FAILURE" });
      workspace.script("train", { kind: "succeeds" });
      const run_id = Number((await jobs.runNow({ job_id })).run_id);
      while ((await jobs.getRun({ run_id })).status?.state !== "TERMINATED");
      const repair = await jobs.repairRun({ run_id, rerun_all_failed_tasks: true });
      assert.ok(Number(repair.repair_id) > 0);
      const repaired = await repair.wait();
      assert.equal(repaired.status?.termination_details?.code, "SUCCESS");
    });
  });

  it("says which run does not exist", async () => {
    await withClient(async ({ jobs }) => {
      await assert.rejects(jobs.getRun({ run_id: 7 }), /Run 7 does not exist/);
    });
  });

  it("moves aliases and reads versions", async () => {
    await withClient(async ({ registeredModels, modelVersions }, workspace) => {
      workspace.defineJob({ name: "train" });
      workspace.registerModel(model);
      await createVersion(workspace);
      await createVersion(workspace);
      await registeredModels.setAlias({ full_name: model, alias: "champion", version_num: 2 });
      const found = await registeredModels.get({ full_name: model, include_aliases: true });
      assert.deepEqual(
        found.aliases?.map(({ alias_name, version_num }) => [alias_name, version_num]),
        [["champion", 2]],
      );
      const version = await modelVersions.getByAlias({ full_name: model, alias: "champion" });
      assert.deepEqual([version.version, version.status], [2, "READY"]);
      const versions = await listed(modelVersions.list({ full_name: model }));
      assert.deepEqual(
        versions.map((one) => one.version),
        [2, 1],
      );
      await registeredModels.deleteAlias({ full_name: model, alias: "champion" });
      await assert.rejects(
        modelVersions.getByAlias({ full_name: model, alias: "champion" }),
        /champion.*does not exist/,
      );
    });
  });

  it("runs statements and reads tables", async () => {
    await withClient(async ({ statementExecution, tables }, workspace) => {
      const rows = [{ a: 1 }, { a: 2 }];
      workspace.defineTable({ name: "main.ml.t", source: { kind: "rows", rows } });
      const answer = await statementExecution.executeStatement({
        statement: "SELECT COUNT(*) AS n, AVG(a) AS mean FROM main.ml.t WHERE a >= :least",
        warehouse_id: workspace.warehouseId,
        parameters: [{ name: "least", value: "1", type: "INT" }],
      });
      assert.equal(answer.status?.state, "SUCCEEDED");
      assert.deepEqual(answer.result?.data_array, [["2", "1.5"]]);
      const failed = await statementExecution.executeStatement({
        statement: "SELECT * FROM main.ml.no",
        warehouse_id: workspace.warehouseId,
      });
      assert.equal(failed.status?.state, "FAILED");
      const table = await tables.get({ full_name: "main.ml.t" });
      assert.deepEqual(
        table.columns?.map(({ name, type_name }) => [name, type_name]),
        [["a", "LONG"]],
      );
    });
  });

  it("logs and finds MLflow runs", async () => {
    await withClient(async ({ experiments }) => {
      const { experiment_id } = await experiments.createExperiment({ name: "/Shared/churn" });
      const made = await experiments.createRun({ experiment_id, start_time: 1 });
      const run_id = String(made.run?.info?.run_id);
      await experiments.logMetric({ run_id, key: "rmse", value: 0.25, timestamp: 1 });
      await experiments.setTag({ run_id, key: "nightshift.attempt", value: "1" });
      await experiments.updateRun({ run_id, status: "FINISHED", end_time: 2 });
      const [run] = await listed(
        experiments.searchRuns({
          experiment_ids: [String(experiment_id)],
          filter: "tags.\"nightshift.attempt\" = '1' and metrics.rmse < 1",
        }),
      );
      assert.equal(run?.info?.status, "FINISHED");
      assert.equal(run.data?.metrics?.[0]?.value, 0.25);
    });
  });

  it("pauses and resumes compute", async () => {
    await withClient(async ({ clusters, warehouses, pipelines }, workspace) => {
      const running = { name: "x", state: "RUNNING", tags: {} };
      workspace.defineCompute({ kind: "cluster", id: "c", ...running });
      workspace.defineCompute({ kind: "warehouse", id: "w", ...running });
      workspace.defineCompute({ kind: "pipeline", id: "p", ...running });
      const cluster = await (await clusters.delete({ cluster_id: "c" })).wait();
      assert.equal(cluster.state, "TERMINATED");
      assert.equal((await (await warehouses.stop({ id: "w" })).wait()).state, "STOPPED");
      assert.equal((await (await pipelines.stop({ pipeline_id: "p" })).wait()).state, "IDLE");
      assert.equal((await (await clusters.start({ cluster_id: "c" })).wait()).state, "RUNNING");
      assert.equal((await listed(clusters.list({}))).length, 1);
      assert.equal((await listed(pipelines.listPipelines({}))).length, 1);
    });
  });

  it("comes through a 429 by itself", async () => {
    await withClient(async ({ jobs }, workspace) => {
      workspace.defineJob({ name: "train" });
      workspace.fault({ on: "jobs.list", kind: "status", status: 429, retryAfterSeconds: 0 });
      assert.equal((await listed(jobs.list({}))).length, 1);
    });
  });
});

async function createVersion({ url, token }: Workspace): Promise<void> {
  const path = "/api/2.0/mlflow/unity-catalog/model-versions/create";
  await fetch(`${url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ name: model, source: "file:///model" }),
  });
}
