import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { describe, it } from "mocha";
import { type NightshiftProcess, startNightshift } from "./nightshift-process.ts";

const mostSeconds = 30;
const mostMebibytes = 400;

describe("nightshift local --night --exit", () => {
  it("plays the first night as expected, in time, in little memory, and leaves nothing", async () => {
    const state = mkdtempSync(join(tmpdir(), "nightshift-"));
    const began = performance.now();
    const file = "examples/nights/first-night.yaml";
    const args = ["local", "--night", file, "--exit", "--json", "--state", state];
    const night = startNightshift(process.cwd(), args);
    const peak = await peakMemory(night);
    const seconds = (performance.now() - began) / 1000;
    assert.equal(await night.ended(), 0, night.err());
    const summary = JSON.parse(night.out().trim().split("\n").at(-1) ?? "");
    assert.deepEqual([summary.type, summary.ok], ["summary", true]);
    await night.leavesNothing();
    rmSync(state, { recursive: true });
    assert.ok(peak < mostMebibytes, `${peak} MiB`);
    assert.ok(seconds < mostSeconds, `${seconds} s`);
  });
});

/** Proportional memory of all processes together, in MiB, at its highest. */
async function peakMemory(night: NightshiftProcess): Promise<number> {
  let peak = 0;
  let over = false;
  void night.ended().then(() => {
    over = true;
  });
  while (!over) {
    const total = night.alive().reduce((sum, { pid }) => sum + memoryOf(pid), 0);
    peak = Math.max(peak, total / 1024);
    await wait(100);
  }
  return peak;
}

function memoryOf(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
    return Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
