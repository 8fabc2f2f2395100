import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import type { Runs } from "../../functions/clients/ports.ts";

/** One run to log. */
export interface RunToLog {
  experiment: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  metrics: { key: string; value: number; step: number }[];
  params: Record<string, string>;
  tags: Record<string, string>;
}

/** Runs with the other side's controls. */
export interface RunsUnderTest {
  runs: Runs;
  /** Logs a finished run and gives its id. */
  log(run: RunToLog): Promise<string>;
  close(): Promise<void>;
}

/** What every adapter of `Runs` promises. */
export function runsContract(name: string, open: () => Promise<RunsUnderTest>): void {
  describe(`${name} keeps the contract of Runs`, () => {
    let bench: RunsUnderTest;
    before(async () => {
      bench = await open();
    });
    after(() => bench.close());

    const plain: RunToLog = {
      experiment: "/Shared/nightshift/contract",
      startedAt: 1_700_000_000_000,
      metrics: [],
      params: {},
      tags: {},
    };

    it("reads a run as it was logged", async () => {
      const runId = await bench.log({
        ...plain,
        metrics: [{ key: "rmse", value: 0.1, step: 0 }],
        params: { depth: "3" },
        tags: { "nightshift.instance": "lifecycle:a:1" },
      });
      const run = await bench.runs.getRun(runId);
      assert.equal(run?.runId, runId);
      assert.equal(run?.status, "FINISHED");
      assert.equal(run?.startedAt, plain.startedAt);
      assert.ok(run?.endedAt !== null);
      assert.deepEqual(run?.metrics, { rmse: 0.1 });
      assert.deepEqual(run?.params, { depth: "3" });
      assert.equal(run?.tags["nightshift.instance"], "lifecycle:a:1");
    });

    it("keeps NaN and infinite metrics apart from numbers and from missing ones", async () => {
      const runId = await bench.log({
        ...plain,
        metrics: [
          { key: "lost", value: Number.NaN, step: 0 },
          { key: "above", value: Infinity, step: 0 },
          { key: "below", value: -Infinity, step: 0 },
        ],
      });
      const metrics = (await bench.runs.getRun(runId))?.metrics;
      assert.deepEqual(metrics, { lost: Number.NaN, above: Infinity, below: -Infinity });
    });

    it("answers null for a run that is not there", async () => {
      assert.equal(await bench.runs.getRun("0123456789abcdef0123456789abcdef"), null);
    });

    it("finds the runs whose tags all match, newest first", async () => {
      const experiment = "/Shared/nightshift/contract-find";
      const tags = { "nightshift.instance": "lifecycle:b:1", "nightshift.attempt": "1" };
      const older = await bench.log({ ...plain, experiment, tags, startedAt: 1_000 });
      const newer = await bench.log({ ...plain, experiment, tags, startedAt: 2_000 });
      const other = { ...tags, "nightshift.attempt": "2" };
      await bench.log({ ...plain, experiment, tags: other, startedAt: 3_000 });
      const elsewhere = { ...plain, tags, startedAt: 4_000 };
      await bench.log(elsewhere);
      const found = await bench.runs.findRuns({ experiment, tags });
      assert.deepEqual(
        found.map(({ runId }) => runId),
        [newer, older],
      );
    });

    it("finds nothing in an experiment that is not there", async () => {
      const query = { experiment: "/Shared/nightshift/none", tags: { a: "b" } };
      assert.deepEqual(await bench.runs.findRuns(query), []);
    });

    it("gives every value of a metric, by step", async () => {
      const runId = await bench.log({
        ...plain,
        metrics: [3, 1, 2].map((step) => ({ key: "rmse.fold", value: step / 10, step })),
      });
      assert.deepEqual(await bench.runs.getHistory(runId, "rmse.fold"), [
        { step: 1, value: 0.1 },
        { step: 2, value: 0.2 },
        { step: 3, value: 0.3 },
      ]);
    });

    it("gives no history for a metric that was not logged", async () => {
      assert.deepEqual(await bench.runs.getHistory(await bench.log(plain), "none"), []);
    });
  });
}
