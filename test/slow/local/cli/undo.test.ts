import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import type { ModelDefinitionInput } from "../../../../functions/core/catalogue/model-definition.ts";
import { containers, trainingJobName } from "../../../../functions/core/names.ts";
import type { AlertKind } from "../../../../functions/core/response/alert.ts";
import { createBlobStore } from "../../../../local/platform/blob-store.ts";
import type { MetricValue } from "../../../../local/workspace/scripted-outcome.ts";
import type { WorkspaceEvent } from "../../../../local/workspace/workspace-event.ts";
import { type OpenPlatform, openPlatform, undoOf } from "./open-platform.ts";

/** A model that answers every alert by itself. */
const boldModel = (id: string): ModelDefinitionInput => ({
  registeredModel: `ml.films.${id}`,
  input: { path: id, format: "csv", gather: { mode: "atOnce" }, minRows: 2 },
  training: { program: "/Shared/train.py" },
  metrics: { rmse: { better: "lower", role: "target", max: 100 } },
  gate: { firstModel: "bounds" },
  autonomy: { promote: "act", rollback: "act", retrain: "act", pause: "act" },
});

const models = ["degraded", "drifted", "failed", "dear"];

describe("the undo that a card shows, typed by whoever reads it,", function () {
  this.timeout(60_000);
  let open: OpenPlatform;
  before(async () => {
    open = await openPlatform(Object.fromEntries(models.map((id) => [id, boldModel(id)])));
    writeFileSync(join(open.folder, "rows.csv"), "id,gross\n1,2\n2,3\n3,5\n");
  });
  after(() => open.close());

  it("of a rollback makes the version champion again", async () => {
    await promoted("degraded", "1", { rmse: 20 });
    await promoted("degraded", "2", { rmse: 10 });
    await alert("model-degradation", "degraded");
    const [command = "", ...others] = undoOf(await open.card("degraded", /was rolled back/));
    assert.deepEqual(others, []);
    assert.equal((await statusOf("degraded")).champion, "1");
    await open.type(command);
    const { champion, previousChampion } = await statusOf("degraded");
    assert.deepEqual([champion, previousChampion], ["2", "1"]);
    const told = await ledgerOf("degraded");
    assert.deepEqual(told.slice(-4), [
      "rollback intended",
      "rollback rolledBack",
      "restore intended",
      "restore restored",
    ]);
  });

  it("of a retrain keeps the candidate out while it is held, and puts the champion back once it is not", async () => {
    await crowned("drifted");
    train("drifted", { rmse: 10 }, 3);
    await alert("data-drift", "drifted");
    const [hold = "", restore = ""] = undoOf(await open.card("drifted", /a retrain was started/));
    await open.happened((event) => isRetrain(event, "started"));
    await open.type(hold);
    await open.happened((event) => isRetrain(event, "ended"));
    await until(async () => (await statusOf("drifted")).lifecycle?.step === "held");
    const held = await statusOf("drifted");
    assert.deepEqual([held.champion, held.challenger], ["1", "2"]);
    const toldOfHold = (await ledgerOf("drifted")).slice(-3);
    assert.deepEqual(toldOfHold, ["hold null", "verdict promote", "permission withheld"]);
    assert.match(await open.type("explain drifted"), /held/);
    await open.type("resume drifted");
    await until(async () => (await statusOf("drifted")).champion === "2");
    await until(async () => (await statusOf("drifted")).lifecycle === null);
    await open.type(restore);
    const { champion, challenger, previousChampion } = await statusOf("drifted");
    assert.deepEqual([champion, challenger, previousChampion], ["1", null, "2"]);
    const told = await ledgerOf("drifted");
    assert.deepEqual(told.slice(-4), [
      "promotion intended",
      "promotion promoted",
      "restore intended",
      "restore restored",
    ]);
  });

  for (const model of ["dear", undefined]) {
    it(`of a pause about ${model ?? "all models"} starts exactly what was paused`, async () => {
      const own = pausable(`c-${model}`, "RUNNING");
      const idle = pausable(`idle-${model}`, "TERMINATED");
      await alert("budget", model);
      const card = await open.card(model ?? "all", /compute were paused/);
      assert.equal(await stateOf(own), "TERMINATING");
      const [command = "", ...others] = undoOf(card);
      assert.deepEqual(others, []);
      // Typed before the cluster has come to rest: it is not forgotten until it runs.
      assert.match(await open.type(command), /not started yet: .*TERMINATING/);
      await until(async () => (await ledgerOf(model ?? "all")).at(-1) === "pause resumed");
      assert.deepEqual([await stateOf(own), await stateOf(idle)], ["RUNNING", "TERMINATED"]);
      const told = await ledgerOf(model ?? "all");
      assert.deepEqual(told.slice(-5), [
        "pause intended",
        "pause paused",
        "hold null",
        "pause resuming",
        "pause resumed",
      ]);
    });
  }

  it("of an incident is nothing, since nothing was changed", async () => {
    await promoted("failed", "1", { rmse: 20 });
    const running = pausable("c-failed", "RUNNING");
    const before = await world("failed", running);
    await alert("pipeline-failure", "failed");
    const card = await open.card("failed", /^Pipeline failure/);
    assert.match(card, /^Undo: Nothing to undo: nothing was changed\.$/m);
    assert.deepEqual(undoOf(card), []);
    await until(async () => (await ledgerOf("failed")).at(-1) === "alerts critical");
    assert.deepEqual(await world("failed", running), before);
  });

  /** What the model's next run yields, against a champion that stays where it is. */
  function train(model: string, metrics: Record<string, MetricValue>, takesSeconds = 0): void {
    open.platform.workspace.script(trainingJobName(model), {
      kind: "succeeds",
      metrics,
      championMetrics: { rmse: 20 },
      gainSe: { rmse: 1 },
      sampleSize: 1000,
      takesSeconds,
    });
  }

  async function promoted(model: string, version: string, metrics: Record<string, MetricValue>) {
    train(model, metrics);
    await open.platform.drop(model, join(open.folder, "rows.csv"), `${version}.csv`);
    await until(async () => {
      const { champion, lifecycle } = await statusOf(model);
      return champion === version && lifecycle === null;
    });
  }

  /** Makes a first version champion by hand, with data to train on: a model that was just trained is not trained again. */
  async function crowned(model: string): Promise<void> {
    const { lakeUrl } = open.platform.address;
    const file = join(open.folder, "rows.csv");
    await createBlobStore(lakeUrl).upload(containers.bronze, `${model}/1.csv`, file);
    const name = `ml.films.${model}`;
    const version = { name, source: "dbfs:/models" };
    await order("POST", "2.0/mlflow/unity-catalog/model-versions/create", version);
    await order("PUT", `2.1/unity-catalog/models/${name}/aliases/champion`, { version_num: 1 });
  }

  async function alert(kind: AlertKind, model: string | undefined): Promise<void> {
    await open.platform.alert({ kind, model, value: 2, condition: "fired" }, open.folder);
  }

  async function statusOf(model: string) {
    const { models: all } = await open.platform.app.status();
    const found = all.find((each) => each.model === model);
    assert.ok(found);
    return found;
  }

  /** Decisions about a model in words, oldest first. */
  async function ledgerOf(model: string): Promise<string[]> {
    const decisions = await open.platform.app.decisions({ model, limit: 500 });
    return decisions.map(({ kind, verdict }) => `${kind} ${verdict}`).reverse();
  }

  function pausable(id: string, state: string): string {
    const tags = { "nightshift-pausable": "true" };
    open.platform.workspace.defineCompute({ kind: "cluster", id, name: id, state, tags });
    return id;
  }

  async function stateOf(cluster: string): Promise<string> {
    const found = await order("GET", `2.1/clusters/get?cluster_id=${cluster}`);
    return (found as { state: string }).state;
  }

  /** Asks the workspace's REST API. */
  async function order(method: string, path: string, body?: object): Promise<unknown> {
    const { workspaceUrl, workspaceToken } = open.platform.address;
    const headers = {
      authorization: `Bearer ${workspaceToken}`,
      "content-type": "application/json",
    };
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const answer = await fetch(`${workspaceUrl}/api/${path}`, init);
    assert.ok(answer.ok, `${path}: ${answer.status}`);
    return await answer.json();
  }

  /** All that an action could have changed about a model. */
  async function world(model: string, cluster: string) {
    const { champion, challenger, previousChampion, hold } = await statusOf(model);
    const runs = open.platform.workspace.runs().length;
    return { champion, challenger, previousChampion, hold, runs, state: await stateOf(cluster) };
  }
});

/** Whether a run that challenges the first champion of `drifted` has started, or ended. */
function isRetrain(event: WorkspaceEvent, state: "started" | "ended"): boolean {
  if (event.type !== "run" || event.state !== state) return false;
  const { model, champion_version: champion } = event.parameters;
  return model === "drifted" && champion === "1";
}

/** Looks until it is so; mocha's limit ends what never is. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}
