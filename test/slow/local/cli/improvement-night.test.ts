import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { startNightshift } from "./nightshift-process.ts";

describe("nightshift rehearse examples/nights/improvement-night.yaml", () => {
  it("improves a rejected model on real training, and promotes it on the second iteration", async () => {
    const started = startNightshift(process.cwd(), [
      ...["rehearse", "examples/nights/improvement-night.yaml", "--json"],
    ]);
    assert.equal(await started.ended(), 0, started.out());
    const events: Record<string, unknown>[] = started
      .out()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const told = events
      .filter(({ type, pattern }) => type === "decision" && pattern === "improvement")
      .map(({ kind, verdict, action }) => `${kind} ${verdict} ${action ?? ""}`.trimEnd());
    assert.deepEqual(told, [
      "plan planned augmentWithRecent",
      "verdict reject",
      "critique retry features",
      "plan planned retrainWithFeatures",
      "verdict promote",
      "critique accept",
      "promotion intended promote",
      "promotion promoted promote",
    ]);
    await started.leavesNothing();
  });
});
