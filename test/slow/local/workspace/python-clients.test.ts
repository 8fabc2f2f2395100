import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, it } from "mocha";
import type { Workspace } from "../../../../local/workspace/workspace.ts";
import { withWorkspace } from "../../../local/workspace/open-workspace.ts";
import { preparePythonEnvironment, programOf } from "../../python-environment.ts";

const packages = ["databricks-sdk==0.162.0", "mlflow-skinny==3.17.2"];
const program = new URL("drive_workspace.py", import.meta.url).pathname;
const real = { mode: "real", clock: { now: Date.now } } as const;

/** What the program needs to find, and what its runs come to. */
function furnish(workspace: Workspace): void {
  workspace.defineJob({ name: "train" });
  workspace.script("train", { kind: "succeeds", metrics: { rmse: 0.25 }, sampleSize: 800 });
  workspace.script("train", { kind: "fails", code: "CLOUD_FAILURE" });
  workspace.script("train", { kind: "succeeds" });
  const rows = [{ a: 1 }, { a: 2 }, { a: 3 }];
  workspace.defineTable({ name: "main.ml.live", source: { kind: "rows", rows } });
  const state = { name: "playground", state: "RUNNING", tags: {} };
  workspace.defineCompute({ kind: "cluster", id: "c-1", ...state });
}

async function drive(python: string, { url, token }: Workspace): Promise<unknown> {
  const { stdout } = await promisify(execFile)(python, [program, url, token], {
    env: {
      ...process.env,
      DATABRICKS_HOST: url,
      DATABRICKS_TOKEN: token,
      MLFLOW_DISABLE_TELEMETRY: "true",
    },
    timeout: 120_000,
  });
  // MLflow prints links to runs before it.
  return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
}

describe("official Python clients", () => {
  it("understand every answer of the workspace", async function () {
    const environment = await preparePythonEnvironment(this, packages);
    await withWorkspace(real, async (workspace) => {
      furnish(workspace);
      assert.deepEqual(await drive(programOf(environment, "python"), workspace), {
        "one run for one token": true,
        run: ["SUCCESS", "SUCCESS"],
        "output names its run": true,
        repaired: "SUCCESS",
        "unknown run": "Run 7 does not exist.",
        "alias by mlflow": "1",
        "alias by sdk": 1,
        aliases: [["champion", 1]],
        tags: { by: "nightshift" },
        "unknown alias": "RESOURCE_DOES_NOT_EXIST",
        metrics: { rmse: 0.25, sample_size: 800 },
        "own run": [true, { depth: "3" }, "FINISHED"],
        history: [1],
        statement: [["2"]],
        paused: "TERMINATED",
      });
    });
  });
});
