import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { startNightshift } from "./nightshift-process.ts";

describe("nightshift rehearse", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "nightshift-"));
    cpSync("test/slow/local/rehearsal/nights", folder, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true }));

  it("plays a night, prints only JSON lines, and leaves nothing running", async () => {
    const started = startNightshift(folder, ["rehearse", "scripted-runs.yaml", "--json"]);
    assert.equal(await started.ended(), 0, started.err());
    const events = started
      .out()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    for (const event of events) {
      assert.equal(typeof event.type, "string");
      assert.ok(!Number.isNaN(Date.parse(event.at)), JSON.stringify(event));
    }
    const summary = events.at(-1);
    assert.deepEqual([summary.type, summary.ok, summary.failures], ["summary", true, []]);
    const told = events.slice(0, -1);
    for (const [type, count] of Object.entries(summary.counts))
      assert.equal(told.filter((event) => event.type === type).length, count);
    await started.leavesNothing();
  });

  it("plays faults, retries, a hold and a person's answers", async () => {
    const started = startNightshift(folder, ["rehearse", "troubled.yaml"]);
    assert.equal(await started.ended(), 0, started.out());
    await started.leavesNothing();
  });

  it("tells the same night the same way, to the millisecond", async () => {
    const nights = [0, 1].map(() =>
      startNightshift(folder, ["rehearse", "scripted-runs.yaml", "--json"]),
    );
    await Promise.all(nights.map((night) => night.ended()));
    assert.equal(nights[0]?.out(), nights[1]?.out());
  });

  it("ends with 1 and says what happened where an expectation is not met", async () => {
    const night = readFileSync(join(folder, "scripted-runs.yaml"), "utf8");
    writeFileSync(join(folder, "wrong.yaml"), night.replace("version: 2", "version: 7"));
    const started = startNightshift(folder, ["rehearse", "wrong.yaml"]);
    assert.equal(await started.ended(), 1);
    assert.match(
      started.out(),
      /✗ expected line \d+: champion model "sales", version 7\nbut what happened was\n {2}23:\d\d:\d\d alias model "sales", alias "champion", version "2"\n✗ Scripted runs: 1 not as expected/,
    );
    await started.leavesNothing();
  });

  it("ends early on SIGINT and leaves nothing running", async () => {
    const started = startNightshift(folder, ["rehearse", "scripted-runs.yaml"]);
    await started.shows("monday.csv lands in bronze");
    started.child.kill("SIGINT");
    assert.equal(await started.ended(), 1);
    assert.match(started.err(), /^Ended by SIGINT before it was done\.$/m);
    await started.leavesNothing();
  });
});
