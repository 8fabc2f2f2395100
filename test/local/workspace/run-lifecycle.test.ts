import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "mocha";
import type { JobDefinition } from "../../../local/workspace/jobs.ts";
import type { Run } from "../../../local/workspace/run-records.ts";
import { startWorkspace, type Workspace } from "../../../local/workspace/workspace.ts";
import { type Call, callOn, createHandClock, withFolder, withWorkspace } from "./open-workspace.ts";

/** A job whose command is a Node program given as text. */
function nodeJob(name: string, program: string, more: Partial<JobDefinition> = {}): JobDefinition {
  return { name, command: [process.execPath, "-e", program, "--"], ...more };
}

async function start(call: Call, jobId: string, parameters = {}): Promise<string> {
  const fields = { job_id: jobId, job_parameters: parameters };
  return String((await call("POST", "/api/2.2/jobs/run-now", fields)).json().run_id);
}

function only(workspace: Workspace): Run {
  const [run, another] = workspace.runs();
  assert.ok(run !== undefined && another === undefined);
  return run;
}

function nextEnd(workspace: Workspace): Promise<string> {
  return new Promise((resolve) => {
    workspace.onEvent((event) => {
      if (event.type === "run" && event.state === "ended") resolve(event.code);
    });
  });
}

function nextVersion(workspace: Workspace): Promise<void> {
  return new Promise((resolve) => {
    workspace.onEvent((event) => {
      if (event.type === "version") resolve();
    });
  });
}

const forEver = "setInterval(() => {}, 1000)";
const stubborn = `process.on("SIGTERM", () => {}); ${forEver}`;
/** Tells that it is up, and deaf, by registering a model version. */
const stubbornThenRegisters = `${stubborn};
  fetch(process.env.DATABRICKS_HOST + "/api/2.0/mlflow/unity-catalog/model-versions/create", {
    method: "POST",
    headers: { authorization: "Bearer " + process.env.DATABRICKS_TOKEN },
    body: JSON.stringify({ name: "main.ml.churn", source: "file:///model" }),
  })`;

describe("run in virtual time", () => {
  it("stays RUNNING until its declared end, though its child is faster", async () => {
    const clock = createHandClock();
    await withWorkspace({ clock }, async (workspace, call) => {
      const { id } = workspace.defineJob(nodeJob("train", "", { takesSeconds: 600 }));
      await start(call, id);
      const due = clock.now() + 600_000;
      assert.equal(workspace.nextDue(), due);
      clock.pass(599);
      await workspace.settle();
      assert.equal(only(workspace).state, "RUNNING");
      clock.pass(1);
      await workspace.settle();
      assert.equal(only(workspace).ending?.code, "SUCCESS");
      assert.equal(only(workspace).endedAt, due);
      assert.equal(workspace.nextDue(), null);
    });
  });

  it("holds the clock at its declared end until its child has exited", async () => {
    const clock = createHandClock();
    await withWorkspace({ clock }, async (workspace, call) => {
      const { id } = workspace.defineJob(
        nodeJob("train", "setTimeout(() => process.exit(3), 150)", { takesSeconds: 60 }),
      );
      await start(call, id);
      clock.pass(60);
      assert.equal(workspace.nextDue(), clock.now());
      assert.equal(only(workspace).state, "RUNNING");
      await workspace.settle();
      assert.equal(only(workspace).ending?.code, "RUN_EXECUTION_ERROR");
      assert.equal(workspace.nextDue(), null);
    });
  });

  it("times out where the timeout comes before the declared end", async () => {
    const clock = createHandClock();
    await withWorkspace({ clock, graceSeconds: 0.2 }, async (workspace, call) => {
      const job = nodeJob("train", stubborn, { takesSeconds: 600, timeoutSeconds: 100 });
      const run_id = await start(call, workspace.defineJob(job).id);
      clock.pass(100);
      await workspace.settle();
      const run = (await call("GET", "/api/2.2/jobs/runs/get", { run_id })).json();
      assert.equal(Object(run.state).result_state, "TIMEDOUT");
      assert.equal(Object(run.status).termination_details.code, "CANCELED");
    });
  });

  it("kills a child that holds the clock for ever", async () => {
    await withWorkspace({ longestChildSeconds: 0.1 }, async (workspace, call) => {
      await start(call, workspace.defineJob(nodeJob("train", forEver)).id);
      await workspace.settle();
      assert.equal(only(workspace).ending?.code, "RUN_EXECUTION_ERROR");
    });
  });

  it("moves by itself once time is real", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train" });
      workspace.script("train", { kind: "succeeds" });
      await start(call, id);
      const ended = nextEnd(workspace);
      workspace.realTime();
      assert.equal(await ended, "SUCCESS");
    });
  });
});

describe("run in real time", () => {
  const real = { mode: "real", clock: { now: Date.now } } as const;

  it("ends when its child does, with the child's output", async () => {
    await withWorkspace(real, async (workspace, call) => {
      const program = 'console.log("seen"); throw new RangeError("depth is -1")';
      const { id } = workspace.defineJob(nodeJob("train", program, { takesSeconds: 600 }));
      const ended = nextEnd(workspace);
      const run_id = await start(call, id);
      assert.equal(await ended, "RUN_EXECUTION_ERROR");
      const output = (await call("GET", "/api/2.2/jobs/runs/get-output", { run_id })).json();
      assert.equal(output.error, "RangeError: depth is -1");
      assert.match(String(output.error_trace), /at \[eval\]/);
      assert.equal(output.logs, "seen\n");
    });
  });

  it("gives its child the parameters and the workspace's address", async () => {
    await withWorkspace(real, async (workspace, call) => {
      const program =
        "const { DATABRICKS_HOST, DATABRICKS_TOKEN, EXTRA } = process.env; console.log(JSON.stringify([process.argv.slice(1), DATABRICKS_HOST, DATABRICKS_TOKEN, EXTRA]))";
      const parameters = { run: "{{job.run_id}}" };
      const job = nodeJob("train", program, { parameters, env: { EXTRA: "{{job.name}}" } });
      const ended = nextEnd(workspace);
      const run_id = await start(call, workspace.defineJob(job).id, { data: "[1]" });
      await ended;
      const output = (await call("GET", "/api/2.2/jobs/runs/get-output", { run_id })).json();
      assert.deepEqual(JSON.parse(String(output.logs)), [
        [`--run=${run_id}`, "--data=[1]"],
        workspace.url,
        "secret",
        "train",
      ]);
    });
  });

  it("keeps the end of what its child wrote, and says that it is the end", async () => {
    await withWorkspace(real, async (workspace, call) => {
      const program = 'process.stdout.write("a".repeat(1e6) + "the end")';
      const ended = nextEnd(workspace);
      const run_id = await start(call, workspace.defineJob(nodeJob("train", program)).id);
      await ended;
      const output = (await call("GET", "/api/2.2/jobs/runs/get-output", { run_id })).json();
      assert.match(String(output.logs), /^a{60000,}the end$/);
      assert.equal(output.logs_truncated, true);
    });
  });

  it("times out by the clock", async () => {
    await withWorkspace(real, async (workspace, call) => {
      const { id } = workspace.defineJob(nodeJob("train", forEver, { timeoutSeconds: 0.1 }));
      const ended = nextEnd(workspace);
      await start(call, id);
      assert.equal(await ended, "TIMEDOUT");
    });
  });

  it("is cancelled later than it is asked, by force where it does not listen", async () => {
    await withWorkspace({ ...real, graceSeconds: 0.1 }, async (workspace, call) => {
      workspace.registerModel("main.ml.churn");
      const { id } = workspace.defineJob(nodeJob("train", stubbornThenRegisters));
      const up = nextVersion(workspace);
      const ended = nextEnd(workspace);
      const run_id = await start(call, id);
      await up;
      assert.equal((await call("POST", "/api/2.2/jobs/runs/cancel", { run_id })).status, 200);
      assert.equal(only(workspace).state, "TERMINATING");
      assert.equal(await ended, "USER_CANCELED");
      assert.equal((await call("POST", "/api/2.2/jobs/runs/cancel", { run_id })).status, 200);
      assert.equal(only(workspace).ending?.code, "USER_CANCELED");
    });
  });

  it("fails where its command cannot start", async () => {
    await withWorkspace(real, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train", command: ["/no/such/program"] });
      const ended = nextEnd(workspace);
      await start(call, id);
      assert.equal(await ended, "RUN_EXECUTION_ERROR");
      assert.match(only(workspace).ending?.output.error ?? "", /could not start.*ENOENT/);
    });
  });
});

describe("scripted run", () => {
  for (const [code, type, life] of [
    ["CLOUD_FAILURE", "CLOUD_FAILURE", "INTERNAL_ERROR"],
    ["CLUSTER_ERROR", "CLOUD_FAILURE", "INTERNAL_ERROR"],
    ["DRIVER_ERROR", "INTERNAL_ERROR", "INTERNAL_ERROR"],
    ["RUN_EXECUTION_ERROR", "CLIENT_ERROR", "INTERNAL_ERROR"],
    ["LIBRARY_INSTALLATION_ERROR", "CLIENT_ERROR", "INTERNAL_ERROR"],
    ["SUCCESS_WITH_FAILURES", "SUCCESS", "TERMINATED"],
    ["SKIPPED", "CLIENT_ERROR", "SKIPPED"],
    ["SOMETHING_NEW", "CLIENT_ERROR", "INTERNAL_ERROR"],
  ]) {
    it(`fails with ${code}, type ${type}, and the deprecated state ${life}`, async () => {
      await withWorkspace({}, async (workspace, call) => {
        const { id } = workspace.defineJob({ name: "train" });
        workspace.script("train", { kind: "fails", code: String(code), message: "why" });
        const run_id = await start(call, id);
        await workspace.settle();
        const run = (await call("GET", "/api/2.2/jobs/runs/get", { run_id })).json();
        assert.deepEqual(run.status, {
          state: "TERMINATED",
          termination_details: { code, type, message: "why" },
        });
        assert.equal(Object(run.state).life_cycle_state, life);
      });
    });
  }

  it("uses scripts in their order, and then the command", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const { id } = workspace.defineJob(nodeJob("train", "process.exit(1)"));
      workspace.script("train", { kind: "fails", code: "CLOUD_FAILURE" });
      workspace.script("train", { kind: "succeeds" });
      for (const code of ["CLOUD_FAILURE", "SUCCESS", "RUN_EXECUTION_ERROR"]) {
        await start(call, id);
        await workspace.settle();
        assert.equal(workspace.runs()[0]?.ending?.code, code);
      }
    });
  });

  it("lets a slow run take as long as scripted", async () => {
    const clock = createHandClock();
    await withWorkspace({ clock }, async (workspace, call) => {
      const { id } = workspace.defineJob(nodeJob("train", "", { takesSeconds: 60 }));
      workspace.script("train", { kind: "runs", takesSeconds: 7200 });
      await start(call, id);
      assert.equal(workspace.nextDue(), clock.now() + 7_200_000);
    });
  });

  it("loses a run whose effects are done", async () => {
    await withFolder(async (folder) => {
      await withWorkspace({}, async (workspace, call) => {
        const file = join(folder, "effect");
        const program = `require("node:fs").writeFileSync(${JSON.stringify(file)}, "done")`;
        const { id } = workspace.defineJob(nodeJob("train", program));
        workspace.script("train", { kind: "lost" });
        await start(call, id);
        await workspace.settle();
        assert.equal(only(workspace).ending?.code, "CLUSTER_ERROR");
        assert.throws(() => writeFileSync(file, "", { flag: "wx" }), /EEXIST/);
      });
    });
  });

  it("fails a job that has neither a command nor a script", async () => {
    await withWorkspace({}, async (workspace, call) => {
      await start(call, workspace.defineJob({ name: "train" }).id);
      await workspace.settle();
      assert.equal(only(workspace).ending?.code, "RESOURCE_NOT_FOUND");
    });
  });

  it("names the tasks that failed", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train", tasks: ["prepare", "train"] });
      const tasks = { prepare: "STORAGE_ACCESS_ERROR", train: "SKIPPED" };
      workspace.script("train", { kind: "fails", code: "RUN_EXECUTION_ERROR", tasks });
      const run_id = await start(call, id);
      await workspace.settle();
      const run = (await call("GET", "/api/2.2/jobs/runs/get", { run_id })).json();
      assert.ok(Array.isArray(run.tasks));
      const codes = run.tasks.map(({ status }) => status.termination_details.code);
      assert.deepEqual(codes, ["STORAGE_ACCESS_ERROR", "SKIPPED"]);
      const output = await call("GET", "/api/2.2/jobs/runs/get-output", { run_id });
      assert.match(output.text, /multiple tasks is not supported/);
    });
  });
});

describe("restart", () => {
  it("goes on with scripted runs, and finds runs with a child lost", async () => {
    await withFolder(async (folder) => {
      const clock = createHandClock();
      const stateFile = join(folder, "workspace.sqlite");
      const options = { stateFile, clock, mode: "virtual", token: "secret" } as const;
      const before = await startWorkspace(options);
      const child = before.defineJob(nodeJob("child", forEver, { takesSeconds: 60 }));
      const scripted = before.defineJob({ name: "scripted", takesSeconds: 60 });
      before.script("scripted", { kind: "succeeds" });
      await start(callOn(before), child.id);
      await start(callOn(before), scripted.id);
      await before.close();

      const after = await startWorkspace(options);
      const codes = () =>
        Object.fromEntries(after.runs().map(({ jobName, ending }) => [jobName, ending?.code]));
      assert.equal(codes().child, "INTERNAL_ERROR");
      assert.equal(after.runs().find(({ jobName }) => jobName === "scripted")?.state, "RUNNING");
      clock.pass(60);
      await after.settle();
      assert.deepEqual(codes(), { child: "INTERNAL_ERROR", scripted: "SUCCESS" });
      await after.close();
    });
  });

  it("keeps the token of a run that was started before", async () => {
    await withFolder(async (folder) => {
      const stateFile = join(folder, "workspace.sqlite");
      const options = { stateFile, clock: createHandClock(), mode: "virtual", token: "t" } as const;
      const ids = [];
      for (let time = 0; time < 2; time += 1) {
        const workspace = await startWorkspace(options);
        const { id } = workspace.defineJob({ name: "train", takesSeconds: 60 });
        const fields = { job_id: id, idempotency_token: "once" };
        const answer = await callOn(workspace)("POST", "/api/2.2/jobs/run-now", fields);
        ids.push(answer.json().run_id);
        await workspace.close();
      }
      assert.equal(ids[0], ids[1]);
    });
  });
});
