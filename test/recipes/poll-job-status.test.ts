import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { type PollRequest, pollJobStatus } from "../../functions/recipes/poll-job-status.ts";
import { play } from "./play.ts";

const start = "2026-03-01T22:00:00.000Z";
const request: PollRequest = {
  runId: "100",
  look: 1,
  rule: {
    instance: "lifecycle:films:1",
    startedAt: Date.parse(start),
    firstSeconds: 15,
    maxRunMinutes: 120,
  },
};
const running = { runId: "100", state: "RUNNING", termination: null, tasks: [] };
const ended = {
  ...running,
  state: "TERMINATED",
  termination: { code: "SUCCESS", type: "SUCCESS", message: "" },
};

describe("pollJobStatus", () => {
  it("looks at once, then after ever longer waits, until the run has ended", async () => {
    let looks = 0;
    const answers = { readJobRun: () => (++looks < 4 ? running : ended) };
    const played = await play(pollJobStatus, { input: request, start, answers });
    assert.equal(played.inputs.readJobRun?.length, 4);
    const waits = played.steps.filter((step) => step.startsWith("timer")).map(secondsOf);
    assert.equal(waits.length, 3);
    assert.ok(waits[0] !== undefined && waits[0] >= 13 && waits[0] <= 17, `first ${waits[0]}`);
    assert.deepEqual(
      [...waits].sort((a, b) => a - b),
      waits,
    );
    assert.deepEqual(outputOf(played.outcome)?.outcome, { kind: "succeeded" });
  });

  it("starts a new history after twenty looks, and counts on", async () => {
    const answers = { readJobRun: () => running };
    const rule = { ...request.rule, maxRunMinutes: 1440 };
    const played = await play(pollJobStatus, { input: { ...request, rule }, start, answers });
    assert.deepEqual(played.outcome, {
      kind: "continuedAsNew",
      input: { ...request, rule, look: 21 },
    });
    assert.ok(played.events < 100, `${played.events} events`);
  });

  it("cancels a run that is over its limit, and says so", async () => {
    const answers = { readJobRun: () => running, cancelJobRun: () => ({ kind: "asked" }) };
    const rule = { ...request.rule, maxRunMinutes: 1 };
    const played = await play(pollJobStatus, { input: { ...request, rule }, start, answers });
    assert.equal(played.steps.at(-1), "cancelJobRun");
    const outcome = outputOf(played.outcome)?.outcome;
    assert.equal(outcome?.kind, "cancelled");
    assert.equal(played.endedAt, "2026-03-01T22:01:00.000Z");
  });

  it("tells a run that the workspace has lost, for another attempt", async () => {
    const played = await play(pollJobStatus, {
      input: request,
      start,
      answers: { readJobRun: () => null },
    });
    assert.equal(outputOf(played.outcome)?.outcome.kind, "retry");
  });

  it("waits out an outage of hours, and then goes on", async () => {
    let looks = 0;
    const answers = {
      readJobRun: () => {
        if (++looks < 40) throw new Error("no route");
        return ended;
      },
    };
    const played = await play(pollJobStatus, { input: request, start, answers });
    assert.deepEqual(outputOf(played.outcome)?.outcome, { kind: "succeeded" });
    assert.ok(Date.parse(played.endedAt) - Date.parse(start) > 2.5 * 3600_000, played.endedAt);
  });
});

function outputOf(outcome: { kind: string; output?: unknown }) {
  return outcome.output as { outcome: { kind: string } } | undefined;
}

function secondsOf(step: string): number {
  const [, amount = "", unit = ""] = /^timer (\d+)([smh])$/.exec(step) ?? [];
  return Number(amount) * ({ s: 1, m: 60, h: 3600 }[unit] ?? Number.NaN);
}
