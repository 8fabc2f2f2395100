import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "mocha";
import * as z from "zod/mini";
import { createDatabricksJobs } from "../../functions/clients/databricks-jobs.ts";
import { jobsContract } from "../contracts/jobs.contract.ts";
import { connect, openWorkspace } from "./open-workspace.ts";

const aYear = 365 * 86_400;

jobsContract("createDatabricksJobs", async () => {
  const { workspace, http, advance, close } = await openWorkspace();
  return {
    jobs: createDatabricksJobs(http),
    async define(name, end) {
      const { id } = workspace.defineJob({ name });
      const outcomes = {
        success: { kind: "succeeds" },
        codeError: { kind: "fails", code: "RUN_EXECUTION_ERROR" },
        never: { kind: "succeeds", takesSeconds: aYear },
      } as const;
      for (let run = 0; run < 3; run++) workspace.script(name, outcomes[end]);
      return id;
    },
    settle: advance,
    close,
  };
});

describe("createDatabricksJobs", () => {
  let bench: Awaited<ReturnType<typeof openWorkspace>>;
  beforeEach(async () => {
    bench = await openWorkspace();
  });
  afterEach(() => bench.close());

  async function startThroughReset(faultWhen: "before" | "after") {
    const { workspace, http } = bench;
    const { id: jobId } = workspace.defineJob({ name: "train" });
    workspace.fault({ on: "jobs.runNow", kind: "reset", when: faultWhen });
    return createDatabricksJobs(http).runNow({ jobId, token: "t1", parameters: {} });
  }

  for (const when of ["before", "after"] as const) {
    it(`starts one run where the connection is reset ${when} the effect of run-now`, async () => {
      const { runId } = await startThroughReset(when);
      assert.deepEqual(
        bench.workspace.runs().map(({ id }) => id),
        [runId],
      );
    });
  }

  it("does not send a repair again after a reset: its effect is unknown", async () => {
    const { workspace, http, advance } = bench;
    const jobs = createDatabricksJobs(http);
    const { id: jobId } = workspace.defineJob({ name: "train" });
    workspace.script("train", { kind: "fails", code: "RUN_EXECUTION_ERROR" });
    const { runId } = await jobs.runNow({ jobId, token: "t1", parameters: {} });
    await advance();
    workspace.fault({ on: "jobs.*", kind: "reset", when: "before" });
    const repair = jobs.repair({ runId, parameters: {}, latestRepairId: null });
    await assert.rejects(repair, /runs\/repair got no answer in 1 attempt/);
  });

  it("gets through 429 with and without Retry-After, 503 and a reset", async () => {
    const { workspace, http } = bench;
    const { id } = workspace.defineJob({ name: "train" });
    workspace.fault({ on: "jobs.list", kind: "status", status: 429, retryAfterSeconds: 2 });
    workspace.fault({ on: "jobs.list", kind: "status", status: 429 });
    workspace.fault({ on: "jobs.list", kind: "status", status: 503 });
    workspace.fault({ on: "jobs.list", kind: "reset" });
    assert.equal(await createDatabricksJobs(http).findJob("train"), id);
  });

  it("tells 500, HTML and a wrong token as what they are", async () => {
    const { workspace, http } = bench;
    const jobs = createDatabricksJobs(http);
    workspace.fault({ on: "jobs.list", kind: "status", status: 500 });
    await assert.rejects(jobs.findJob("train"), { status: 500, errorCode: "INTERNAL_ERROR" });
    workspace.fault({ on: "jobs.list", kind: "html" });
    await assert.rejects(jobs.findJob("train"), /answered 200 with text\/html.*it must be JSON/);
    const stranger = createDatabricksJobs(connect(workspace, "another"));
    await assert.rejects(stranger.findJob("train"), /answered 403: Invalid access token/);
  });

  it("refuses to choose between two jobs of one name", async () => {
    const { http } = bench;
    const create = {
      method: "POST",
      path: "/api/2.2/jobs/create",
      body: { name: "train" },
    } as const;
    await http.send(create, z.unknown());
    await http.send(create, z.unknown());
    const found = createDatabricksJobs(http).findJob("train");
    await assert.rejects(found, /2 jobs are named "train" \(9007199254740993, 9007199254740994\)/);
  });
});
