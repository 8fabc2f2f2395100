import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "mocha";
import { type Host, startHost } from "../../../../local/host/host.ts";
import { appPath } from "../../../local/host/rig.ts";

// `npm run bench` measures this exactly, on a quiet machine; these bounds only catch a loop that
// polls, a wait that is rounded up, or work that queues behind other work.
describe("a chain of 13 steps around a job of one second that is polled each second", () => {
  it("adds little to the job", () =>
    inRealTime(async (chains) => {
      await chains(1, "warm");
      const [total = 0] = await chains(1, "one");
      assert.ok(total - 1000 < 400, `adds ${Math.round(total - 1000)} ms`);
    }));

  it("runs twenty at once nearly as fast as one", () =>
    inRealTime(async (chains) => {
      const totals = await chains(20, "many");
      assert.ok(Math.max(...totals) < 3000, `the last took ${Math.round(Math.max(...totals))} ms`);
    }));
});

/** The body's function starts chains and answers how many ms each took. */
async function inRealTime(
  body: (chains: (count: number, prefix: string) => Promise<number[]>) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-speed-"));
  let ended = (_id: string) => {};
  const host: Host = await startHost({
    app: appPath("polling"),
    stateFile: join(folder, "state.db"),
    onEvent: (event) => {
      if (event.kind === "invocationEnded" && event.name === "chain") ended(event.instanceId ?? "");
    },
  });
  try {
    await body(async (count, prefix) => {
      const began = performance.now();
      const totals: number[] = [];
      const all = new Promise<void>((resolve) => {
        ended = () => {
          totals.push(performance.now() - began);
          if (totals.length === count) resolve();
        };
      });
      const bodies = Array.from({ length: count }, (_, index) => ({ body: `${prefix}-${index}` }));
      await host.send("arrivals", bodies);
      await all;
      return totals;
    });
  } finally {
    await host.stop();
    rmSync(folder, { recursive: true });
  }
}
