import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { ArrivalsAnswer } from "../../functions/core/arrivals/arrivals-state.ts";
import { type ArrivalRequest, arrival } from "../../functions/recipes/arrival.ts";
import { type Answers, play } from "./play.ts";

const start = "2026-03-01T22:00:00.000Z";
const at = (minutes: number) => Date.parse(start) + minutes * 60_000;
const file: ArrivalRequest = {
  model: "revenue-forecast",
  gather: { mode: "quiet", quietMinutes: 5, maxMinutes: 60 },
  maxMinutes: 600,
  event: { kind: "file", eventId: "e1", path: "revenue/a.csv" },
};
const leading: ArrivalRequest = { ...file, event: { kind: "leading" } };
const says = (answer: ArrivalsAnswer) => () => answer;

describe("arrival", () => {
  it("ends where another arrival leads", async () => {
    const answers = { "arrivals.add": says({ kind: "joined", leader: "other" }) };
    const played = await play(arrival, { input: file, start, answers });
    assert.deepEqual(played.steps, ["arrivals.add"]);
    assert.deepEqual(played.outcome, {
      kind: "returned",
      output: { kind: "joined", leader: "other" },
    });
  });

  it("looks again after a minute at most while a burst is gathered, in a new history", async () => {
    const answers = { "arrivals.add": says({ kind: "wait", until: at(5) }) };
    const played = await play(arrival, { input: file, start, answers });
    assert.deepEqual(played.steps, ["arrivals.add", "timer 1m"]);
    assert.deepEqual(played.outcome, { kind: "continuedAsNew", input: leading });
  });

  it("runs one lifecycle for a burst that is complete, and gives leadership back", async () => {
    const played = await play(arrival, { input: leading, start, answers: ready() });
    assert.deepEqual(played.steps, [
      "arrivals.poll",
      "arrivals.take",
      "lifecycle",
      "arrivals.finish",
    ]);
    assert.deepEqual(played.outcome, {
      kind: "returned",
      output: { kind: "finished", lifecycle: "ended" },
    });
  });

  it("gives leadership back where the lifecycle failed", async () => {
    const answers = { ...ready(), lifecycle: fail };
    const played = await play(arrival, { input: leading, start, answers });
    assert.equal(played.steps.at(-1), "arrivals.finish");
    assert.deepEqual(played.outcome, {
      kind: "returned",
      output: { kind: "finished", lifecycle: "failed" },
    });
  });

  it("leads the files that came meanwhile into one lifecycle more", async () => {
    const answers = { ...ready(), "arrivals.finish": says({ kind: "wait", until: at(-1) }) };
    const played = await play(arrival, { input: leading, start, answers });
    assert.deepEqual(played.outcome, { kind: "continuedAsNew", input: leading });
  });
});

function ready(): Answers {
  return {
    "arrivals.poll": says({ kind: "ready" }),
    "arrivals.take": says({ kind: "taken", paths: ["revenue/a.csv"], key: "abc" }),
    "arrivals.finish": says({ kind: "done" }),
    lifecycle: () => ({ kind: "promoted" }),
  };
}

function fail(): never {
  throw new Error("the workspace is gone");
}
