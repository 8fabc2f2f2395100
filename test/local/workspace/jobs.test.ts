import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type Call, callOn, createHandClock, withWorkspace } from "./open-workspace.ts";

const runNow = "/api/2.2/jobs/run-now";
const getRun = "/api/2.2/jobs/runs/get";
const repair = "/api/2.2/jobs/runs/repair";

describe("jobs", () => {
  it("answers one run for twenty concurrent posts of one token", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train" });
      const answers = await Promise.all(
        Array.from({ length: 20 }, () =>
          call("POST", runNow, { job_id: Number(id), idempotency_token: "once" }),
        ),
      );
      assert.equal(new Set(answers.map((answer) => answer.json().run_id)).size, 1);
      assert.equal(workspace.runs().length, 1);
    });
  });

  it("answers another run for another token, and for none", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train" });
      for (const token of ["a", "b", undefined, undefined]) {
        await call("POST", runNow, { job_id: id, idempotency_token: token });
      }
      assert.equal(workspace.runs().length, 4);
    });
  });

  for (const [length, status] of [
    [64, 200],
    [65, 400],
  ] as const) {
    it(`answers ${status} to a token of ${length} characters`, async () => {
      await withWorkspace({}, async (workspace, call) => {
        const { id } = workspace.defineJob({ name: "train" });
        const token = "x".repeat(length);
        const answer = await call("POST", runNow, { job_id: id, idempotency_token: token });
        assert.equal(answer.status, status);
      });
    });
  }

  it("starts one run where the reply is lost and the call is made again", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train" });
      workspace.fault({ on: "jobs.runNow", kind: "reset", when: "after" });
      const fields = { job_id: id, idempotency_token: "once" };
      await assert.rejects(call("POST", runNow, fields));
      assert.equal(workspace.runs().length, 1);
      const answer = await call("POST", runNow, fields);
      assert.equal(String(answer.json().run_id), workspace.runs()[0]?.id);
      assert.equal(workspace.runs().length, 1);
    });
  });

  it("reads ids as strings, as numbers, and from the body of a GET", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train" });
      const run = (await call("POST", runNow, { job_id: String(id) })).json();
      assert.equal((await call("GET", getRun, { run_id: run.run_id })).json().run_id, run.run_id);
      const body = await getWithBody(workspace.url, getRun, { run_id: String(run.run_id) });
      assert.equal(body.run_id, run.run_id);
    });
  });

  it("keeps ids beyond 2^53 exact", async () => {
    await withWorkspace({ firstId: "9007199254740993" }, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train" });
      assert.equal(id, "9007199254740993");
      const answer = await fetch(`${workspace.url}${runNow}`, {
        method: "POST",
        headers: { authorization: "Bearer secret" },
        body: `{"job_id":${id}}`,
      });
      const text = await answer.text();
      assert.match(text, /"run_id":9007199254740994\b/);
      const found = await call("GET", getRun, { run_id: "9007199254740994" });
      assert.match(found.text, /"job_id":9007199254740993\b/);
    });
  });

  it("finds jobs by name, ignoring case, page by page", async () => {
    await withWorkspace({}, async (workspace, call) => {
      for (const name of ["a", "b", "c"]) workspace.defineJob({ name });
      const list = "/api/2.2/jobs/list";
      const found = (await call("GET", list, { name: "B" })).json();
      assert.deepEqual(namesOf(found), ["b"]);
      assert.equal((await call("GET", list, { name: "none" })).json().jobs, undefined);
      const first = (await call("GET", list, { limit: 2 })).json();
      assert.deepEqual([namesOf(first), first.has_more], [["a", "b"], true]);
      const rest = (
        await call("GET", list, { limit: 2, page_token: first.next_page_token })
      ).json();
      assert.deepEqual([namesOf(rest), rest.has_more], [["c"], false]);
    });
  });

  it("makes, reads and changes a job by REST", async () => {
    await withWorkspace({}, async (_, call) => {
      const schedule = { quartz_cron_expression: "0 0 * * * ?", timezone_id: "UTC" };
      const parameters = [{ name: "depth", default: "3" }];
      const made = await call("POST", "/api/2.2/jobs/create", {
        ...{ name: "nightly", tasks: [{ task_key: "one" }], timeout_seconds: 60 },
        ...{ schedule, parameters },
      });
      const { job_id } = made.json();
      const changed = { schedule: { ...schedule, pause_status: "PAUSED" } };
      await call("POST", "/api/2.2/jobs/update", { job_id, new_settings: changed });
      const { settings } = (await call("GET", "/api/2.2/jobs/get", { job_id })).json();
      assert.deepEqual(settings, {
        ...{ name: "nightly", timeout_seconds: 60, max_concurrent_runs: 1, format: "MULTI_TASK" },
        ...{ tags: {}, tasks: [{ task_key: "one" }], parameters, ...changed },
      });
    });
  });

  it("fills the parameters a run leaves out from the job", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const { id } = workspace.defineJob({
        name: "train",
        parameters: { depth: "3", rate: "0.1" },
      });
      const { run_id } = (
        await call("POST", runNow, { job_id: id, job_parameters: { rate: "0.2" } })
      ).json();
      assert.deepEqual((await call("GET", getRun, { run_id })).json().job_parameters, [
        { name: "depth", value: "3" },
        { name: "rate", value: "0.2" },
      ]);
    });
  });

  const refusals: [what: string, method: string, path: string, fields: object, message: RegExp][] =
    [
      ["an unknown run", "GET", getRun, { run_id: 7 }, /Run 7 does not exist/],
      [
        "the output of an unknown run",
        "GET",
        `${getRun}-output`,
        { run_id: 7 },
        /Run 7 does not exist/,
      ],
      ["cancelling an unknown run", "POST", "/api/2.2/jobs/runs/cancel", { run_id: 7 }, /Run 7/],
      ["an unknown job", "GET", "/api/2.2/jobs/get", { job_id: 7 }, /Job 7 does not exist/],
      ["running an unknown job", "POST", runNow, { job_id: 7 }, /Job 7 does not exist/],
      ["a missing id", "POST", runNow, {}, /Missing required field: job_id/],
      ["an id that is no number", "GET", getRun, { run_id: "x" }, /'run_id'/],
      ["a limit out of range", "GET", "/api/2.2/jobs/list", { limit: 101 }, /'limit'/],
    ];
  for (const [what, method, path, fields, message] of refusals) {
    it(`refuses ${what} with 400 INVALID_PARAMETER_VALUE`, async () => {
      await withWorkspace({}, async (_, call) => {
        const answer = await call(method, path, { ...fields });
        const { error_code, message: text } = answer.json();
        assert.deepEqual([answer.status, error_code], [400, "INVALID_PARAMETER_VALUE"]);
        assert.match(String(text), message);
      });
    });
  }
});

describe("repair", () => {
  async function failedRun(call: Call, jobId: string): Promise<unknown> {
    return (await call("POST", runNow, { job_id: jobId })).json().run_id;
  }

  it("runs only the failed tasks again, as the same run", async () => {
    const clock = createHandClock();
    await withWorkspace({ clock }, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train", tasks: ["prepare", "train"] });
      workspace.script("train", { kind: "fails", code: "CLUSTER_ERROR" });
      workspace.script("train", { kind: "succeeds" });
      const run_id = await failedRun(call, id);
      await workspace.settle();
      const before = (await call("GET", getRun, { run_id })).json();
      const answer = await call("POST", repair, { run_id, rerun_all_failed_tasks: true });
      await workspace.settle();
      const after = (await call("GET", getRun, { run_id, include_history: true })).json();
      assert.equal(answer.status, 200);
      assert.deepEqual(taskCodes(before), { prepare: "SUCCESS", train: "CLUSTER_ERROR" });
      assert.deepEqual(taskCodes(after), { prepare: "SUCCESS", train: "SUCCESS" });
      assert.deepEqual(codeOf(after), "SUCCESS");
      const history = after.repair_history;
      assert.ok(Array.isArray(history));
      assert.deepEqual(
        history.map(({ type, id: repairId }) => [type, repairId]),
        [
          ["ORIGINAL", undefined],
          ["REPAIR", answer.json().repair_id],
        ],
      );
    });
  });

  it("asks for the latest repair id from the second repair on", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train" });
      for (let run = 0; run < 3; run += 1) {
        workspace.script("train", { kind: "fails", code: "CLOUD_FAILURE" });
      }
      const run_id = await failedRun(call, id);
      await workspace.settle();
      const fields = { run_id, rerun_all_failed_tasks: true };
      const first = (await call("POST", repair, fields)).json();
      await workspace.settle();
      assert.equal((await call("POST", repair, fields)).status, 400);
      assert.equal((await call("POST", repair, { ...fields, latest_repair_id: 1 })).status, 400);
      const { repair_id: latest_repair_id } = first;
      assert.equal((await call("POST", repair, { ...fields, latest_repair_id })).status, 200);
    });
  });

  it("falls back to the job's parameters where none are sent again", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train", parameters: { depth: "3" } });
      workspace.script("train", { kind: "fails", code: "CLOUD_FAILURE" });
      const started = await call("POST", runNow, { job_id: id, job_parameters: { depth: "9" } });
      await workspace.settle();
      const { run_id } = started.json();
      await call("POST", repair, { run_id, rerun_all_failed_tasks: true });
      assert.deepEqual(workspace.runs()[0]?.parameters, { depth: "3" });
    });
  });

  for (const [what, fields, status, code] of [
    ["a run in progress", { rerun_all_failed_tasks: true }, 400, "INVALID_STATE"],
    [
      "both ways at once",
      { rerun_all_failed_tasks: true, rerun_tasks: ["train"] },
      400,
      "INVALID_PARAMETER_VALUE",
    ],
    ["neither way", {}, 400, "INVALID_PARAMETER_VALUE"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await withWorkspace({}, async (workspace, call) => {
        const { id } = workspace.defineJob({ name: "train", takesSeconds: 60 });
        const run_id = await failedRun(call, id);
        const answer = await call("POST", repair, { run_id, ...fields });
        assert.deepEqual([answer.status, answer.json().error_code], [status, code]);
      });
    });
  }

  it("refuses a run without failed tasks, and a task that is not there", async () => {
    await withWorkspace({}, async (workspace, call) => {
      const { id } = workspace.defineJob({ name: "train" });
      workspace.script("train", { kind: "succeeds" });
      const run_id = await failedRun(call, id);
      await workspace.settle();
      assert.equal(
        (await call("POST", repair, { run_id, rerun_all_failed_tasks: true })).status,
        400,
      );
      assert.equal((await call("POST", repair, { run_id, rerun_tasks: ["other"] })).status, 400);
    });
  });
});

describe("callOn", () => {
  it("sends the token it is given", async () => {
    await withWorkspace({}, async ({ url }) => {
      const stranger = callOn({ url, token: "other" });
      assert.equal((await stranger("GET", "/api/2.2/jobs/list")).status, 403);
    });
  });
});

function namesOf(answer: Record<string, unknown>): string[] {
  assert.ok(Array.isArray(answer.jobs));
  return answer.jobs.map(({ settings }) => settings.name);
}

function codeOf(run: Record<string, unknown>): unknown {
  return Object(run.status).termination_details?.code;
}

function taskCodes(run: Record<string, unknown>): Record<string, unknown> {
  assert.ok(Array.isArray(run.tasks));
  return Object.fromEntries(run.tasks.map((task) => [task.task_key, codeOf(task)]));
}

async function getWithBody(url: string, path: string, fields: object) {
  const { request } = await import("node:http");
  const body = JSON.stringify(fields);
  return new Promise<Record<string, unknown>>((resolve, reject) => {
    const headers = { authorization: "Bearer secret", "content-length": Buffer.byteLength(body) };
    const sent = request(`${url}${path}`, { method: "GET", headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve(JSON.parse(text)));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
