import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { Refusal } from "../../../local/platform/refusal.ts";
import type { NightEvent } from "../../../local/rehearsal/night-event.ts";
import { parseRehearsal } from "../../../local/rehearsal/parse-rehearsal.ts";
import { playRehearsal, type Stage } from "../../../local/rehearsal/play-rehearsal.ts";
import type { Rehearsal } from "../../../local/rehearsal/rehearsal.ts";

const night = rehearsalOf(`
name: All steps
models: {}
start: 2026-03-02T22:00:00Z
after: 30m
steps:
  - run: { model: sales, takes: 5m, metrics: { rmse: .nan }, sampleSize: 900 }
  - drop: { model: sales, file: data/new.csv, as: day.csv }
  - at: 22:15
    run: { model: sales, result: CLUSTER_ERROR }
  - run: { model: sales }
  - fault: { on: jobs.runNow, status: 429, times: 2, retryAfterSeconds: 3 }
  - at: +1h
    hold: { model: sales, by: ann, reason: look first }
  - lift: { model: sales, by: ann }
  - approve: { review: sales, by: bob }
  - kill: host
`);

describe("playRehearsal", () => {
  it("does each step when its instant has come, and lets the night run out", async () => {
    const { calls, stage } = recordingStage();
    const events: NightEvent[] = [];
    const problems = await playRehearsal(night, stage, (event) => events.push(event));
    assert.deepEqual(problems, []);
    assert.deepEqual(calls, [
      "runTo 22:00",
      'script sales {"kind":"succeeds","takesSeconds":300,"metrics":{"rmse":"NaN"},"sampleSize":900}',
      "runTo 22:00",
      'drop {"model":"sales","file":"data/new.csv","as":"day.csv"}',
      "runTo 22:15",
      'script sales {"kind":"fails","code":"CLUSTER_ERROR","takesSeconds":600}',
      "runTo 22:15",
      'script sales {"kind":"runs","takesSeconds":600}',
      "runTo 22:15",
      'fault {"on":"jobs.runNow","status":429,"times":2,"when":"before","retryAfterSeconds":3}',
      "runTo 23:15",
      'hold {"model":"sales","by":"ann","reason":"look first"}',
      "runTo 23:15",
      'lift {"model":"sales","by":"ann"}',
      "runTo 23:15",
      'approve {"review":"sales","by":"bob"}',
      "runTo 23:15",
      "kill",
      "runTo 23:45",
    ]);
    assert.deepEqual(
      events.map((event) => event.type === "message" && `${event.model}: ${event.text}`),
      [
        "sales: its next run is scripted: SUCCESS after 5 min",
        "sales: day.csv lands in bronze",
        "sales: its next run is scripted: CLUSTER_ERROR after 10 min",
        "sales: its next run trains for 10 min",
        "null: the workspace will answer jobs.runNow with 429, 2×",
        "sales: held by ann",
        "sales: hold lifted by ann",
        "null: bob answers review sales: approve",
        "null: the function host is killed and started again",
      ],
    );
  });

  it("goes on after a step that could not be done, and answers which", async () => {
    const { calls, stage } = recordingStage();
    stage.answer = async () => {
      throw new Refusal("review is sales; no such review is open. Open: none.");
    };
    const problems = await playRehearsal(night, stage, () => {});
    assert.deepEqual(problems, [
      "steps[7] approve: review is sales; no such review is open. Open: none.",
    ]);
    assert.equal(calls.at(-1), "runTo 23:45");
  });

  it("ends at a fault of the platform itself", async () => {
    const { stage } = recordingStage();
    stage.killHost = async () => {
      throw new Error("no host");
    };
    await assert.rejects(
      playRehearsal(night, stage, () => {}),
      /^Error: no host$/,
    );
  });
});

function recordingStage(): { calls: string[]; stage: Stage } {
  const calls: string[] = [];
  const note = async (name: string, body: unknown) => {
    calls.push(`${name} ${JSON.stringify(body)}`);
  };
  const stage: Stage = {
    runTo: async (instant) => {
      calls.push(`runTo ${new Date(instant).toISOString().slice(11, 16)}`);
    },
    drop: (body) => note("drop", body),
    script: (model, outcome) => calls.push(`script ${model} ${JSON.stringify(outcome)}`),
    answer: (answer, body) => note(answer, body),
    hold: (body) => note("hold", body),
    lift: (body) => note("lift", body),
    alert: (body) => note("alert", body),
    serve: (body) => note("serve", body),
    compute: (body) => calls.push(`compute ${JSON.stringify(body)}`),
    fault: (body) => calls.push(`fault ${JSON.stringify(body)}`),
    killHost: async () => {
      calls.push("kill");
    },
  };
  return { calls, stage };
}

function rehearsalOf(text: string): Rehearsal {
  const parsed = parseRehearsal(text);
  assert.equal(parsed.kind, "rehearsal");
  return parsed.rehearsal;
}
