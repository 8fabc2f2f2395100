import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Decision } from "../../functions/core/ledger.ts";
import { operation } from "../../functions/recipes/operation.ts";
import { play } from "./play.ts";

const start = "2026-03-01T22:00:00.000Z";
const answers = {
  "hold.hold": ({ by, reason }: { by: string; reason: string }) => ({ by, reason, since: start }),
  "hold.lift": () => null,
  recordDecision: () => ({ sequence: 1, hash: "h" }),
  "paused.read": () => [],
};

describe("operation", () => {
  it("holds a model, and records who ordered it and why", async () => {
    const input = { kind: "hold", model: "films", by: "ana", reason: "release" };
    const played = await play(operation, { input, start, answers });
    assert.deepEqual(played.steps, ["hold.hold", "recordDecision"]);
    const [decision] = played.inputs.recordDecision as Decision[];
    assert.equal(decision?.pattern, "operator");
    assert.deepEqual(decision?.reasons, ["ana: release"]);
    const output = { by: "ana", reason: "release", since: start };
    assert.deepEqual(played.outcome, { kind: "returned", output });
  });

  it("lifts the hold", async () => {
    const input = { kind: "resume", model: "all", by: "ana", reason: "done" };
    const played = await play(operation, { input, start, answers });
    assert.deepEqual(played.steps.slice(0, 2), ["hold.lift", "recordDecision"]);
    assert.deepEqual(played.outcome, { kind: "returned", output: null });
  });
});
