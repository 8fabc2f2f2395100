import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import type { Jobs } from "../../functions/clients/ports.ts";

/** Jobs with the other side's controls. */
export interface JobsUnderTest {
  jobs: Jobs;
  /** Defines a job whose runs end so, and gives its id. */
  define(name: string, end: "success" | "codeError" | "never"): Promise<string>;
  /** Waits until the run has ended. */
  settle(runId: string): Promise<void>;
  close(): Promise<void>;
}

/** What every adapter of `Jobs` promises. */
export function jobsContract(name: string, open: () => Promise<JobsUnderTest>): void {
  describe(`${name} keeps the contract of Jobs`, () => {
    let bench: JobsUnderTest;
    before(async () => {
      bench = await open();
    });
    after(() => bench.close());

    async function startRun(end: "success" | "codeError" | "never"): Promise<string> {
      const jobId = await bench.define(`contract-${end}-${crypto.randomUUID()}`, end);
      const { runId } = await bench.jobs.runNow({
        jobId,
        token: newToken(),
        parameters: { a: "1" },
      });
      return runId;
    }

    it("finds a job by its exact name only", async () => {
      const jobId = await bench.define("contract-find", "success");
      assert.equal(await bench.jobs.findJob("contract-find"), jobId);
      assert.equal(await bench.jobs.findJob("Contract-Find"), null);
      assert.equal(await bench.jobs.findJob("contract-fin"), null);
    });

    it("starts one run for one token, and another for another", async () => {
      const jobId = await bench.define("contract-token", "success");
      const request = { jobId, token: newToken(), parameters: {} };
      const first = await bench.jobs.runNow(request);
      const second = await bench.jobs.runNow(request);
      const third = await bench.jobs.runNow({ ...request, token: newToken() });
      assert.equal(second.runId, first.runId);
      assert.notEqual(third.runId, first.runId);
    });

    it("answers null for a run that is not there", async () => {
      assert.equal(await bench.jobs.getRun("404404404"), null);
    });

    it("tells how a successful run ended", async () => {
      const runId = await startRun("success");
      await bench.settle(runId);
      const run = await bench.jobs.getRun(runId);
      assert.equal(run?.runId, runId);
      assert.equal(run?.state, "TERMINATED");
      assert.equal(run?.termination?.code, "SUCCESS");
      assert.ok(run?.startedAt !== null && run?.endedAt !== null);
    });

    it("tells which task failed, and with which error", async () => {
      const runId = await startRun("codeError");
      await bench.settle(runId);
      const run = await bench.jobs.getRun(runId);
      assert.equal(run?.termination?.code, "RUN_EXECUTION_ERROR");
      const task = run?.tasks.find(({ code }) => code === "RUN_EXECUTION_ERROR");
      assert.ok(task);
      assert.notEqual((await bench.jobs.getOutput(task.runId)).error, "");
    });

    it("does not call a run ended while it goes on, and ends it on cancel", async () => {
      const runId = await startRun("never");
      const going = await bench.jobs.getRun(runId);
      assert.notEqual(going?.state, "TERMINATED");
      assert.equal(going?.termination, null);
      assert.equal(going?.endedAt, null);
      await bench.jobs.cancel(runId);
      await bench.settle(runId);
      const ended = await bench.jobs.getRun(runId);
      assert.match(ended?.termination?.code ?? "", /^(USER_)?CANCELED$/);
    });

    it("lists the runs of a job, newest first, also while they go on", async () => {
      const jobId = await bench.define(`contract-list-${crypto.randomUUID()}`, "codeError");
      const start = () => bench.jobs.runNow({ jobId, token: newToken(), parameters: {} });
      const { runId: first } = await start();
      assert.deepEqual(
        (await bench.jobs.listRuns(jobId)).map(({ runId, code }) => [runId, code]),
        [[first, null]],
      );
      await bench.settle(first);
      const { runId: second } = await start();
      await bench.settle(second);
      const all = await bench.jobs.listRuns(jobId);
      assert.deepEqual(
        all.map(({ runId, code }) => [runId, code]),
        [second, first].map((runId) => [runId, "RUN_EXECUTION_ERROR"]),
      );
    });

    it("leaves an ended run alone on cancel", async () => {
      const runId = await startRun("success");
      await bench.settle(runId);
      await bench.jobs.cancel(runId);
      assert.equal((await bench.jobs.getRun(runId))?.termination?.code, "SUCCESS");
    });

    it("repairs a failed run under the same id, twice", async () => {
      const runId = await startRun("codeError");
      await bench.settle(runId);
      const parameters = { a: "1" };
      const first = await bench.jobs.repair({ runId, parameters, latestRepairId: null });
      await bench.settle(runId);
      const latestRepairId = first.repairId;
      const second = await bench.jobs.repair({ runId, parameters, latestRepairId });
      await bench.settle(runId);
      assert.notEqual(second.repairId, first.repairId);
      assert.equal((await bench.jobs.getRun(runId))?.state, "TERMINATED");
    });

    it("refuses to repair a run that goes on", async () => {
      const runId = await startRun("never");
      await assert.rejects(bench.jobs.repair({ runId, parameters: {}, latestRepairId: null }), /./);
      await bench.jobs.cancel(runId);
    });
  });
}

function newToken(): string {
  return crypto.randomUUID();
}
