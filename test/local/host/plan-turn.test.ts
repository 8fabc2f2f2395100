import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { eventOf, eventType, type HistoryEvent } from "../../../local/host/history.ts";
import { planTurn, type Turn } from "../../../local/host/plan-turn.ts";
import type { Action } from "../../../local/host/reply.ts";

const activity: Action = { actionType: 0, functionName: "a", input: { x: 1 } };
const began = [
  eventOf(eventType.orchestratorStarted, 0),
  eventOf(eventType.executionStarted, 0, { Name: "o" }),
];

describe("planTurn", () => {
  it("sends what is new and records it under its number", () => {
    const plan = planTurn(turnOf({ actions: [activity] }));
    assert.deepEqual(plan.outgoing, [{ kind: "activity", task: 0, name: "a", input: { x: 1 } }]);
    assert.deepEqual(plan.events, [eventOf(eventType.taskScheduled, 5, { EventId: 0, Name: "a" })]);
    assert.deepEqual(plan.outcome, { kind: "running" });
  });

  it("sends nothing twice", () => {
    const first = planTurn(turnOf({ actions: [activity] }));
    const again = planTurn(turnOf({ actions: [activity], history: [...began, ...first.events] }));
    assert.deepEqual([again.outgoing, again.events], [[], []]);
  });

  it("sends the last signals of an orchestration that ends or fails", () => {
    const signal: Action = { actionType: 9, instanceId: "@e@k", operation: "add", input: 1 };
    const done = planTurn(turnOf({ actions: [signal], isDone: true, output: 7 }));
    assert.equal(done.outgoing.length, 1);
    assert.deepEqual(done.outcome, { kind: "completed", output: 7 });
    const failed = planTurn(turnOf({ actions: [signal], error: "why" }));
    assert.equal(failed.outgoing.length, 1);
    assert.deepEqual(failed.outcome, {
      kind: "failed",
      failure: { reason: "Orchestrator function 'o' failed: why", details: "why" },
    });
  });

  it("lets an orchestration end only when all it awaited has ended, as in Azure", () => {
    const all: Action = { actionType: 12, compoundActions: [activity, activity] };
    const failure = eventOf(eventType.taskFailed, 0, { TaskScheduledId: 0 });
    const plan = planTurn(
      turnOf({ actions: [all], isDone: true, history: [...began, failure], output: 1 }),
    );
    assert.deepEqual(plan.outcome, { kind: "running" });
  });

  it("carries events that nobody consumed into the next execution", () => {
    const event = eventOf(eventType.eventRaised, 0, { Name: "x", Input: "1" });
    const actions: Action[] = [{ actionType: 4, input: 9 }];
    const plan = planTurn(turnOf({ actions, isDone: true, history: [...began, event] }));
    assert.deepEqual(plan.outcome, { kind: "continuedAsNew", input: 9, carried: [event] });
  });

  it("takes a cancelled timer back, and sends none that was cancelled at once", () => {
    const timer = (isCanceled: boolean): Action => ({
      actionType: 5,
      fireAt: new Date(1000).toISOString(),
      isCanceled,
    });
    const set = planTurn(turnOf({ actions: [timer(false)] }));
    assert.deepEqual(set.outgoing, [{ kind: "timer", task: 0, fireAt: 1000 }]);
    const history = [...began, ...set.events];
    const cancelled = planTurn(turnOf({ actions: [timer(true)], history, isDone: true }));
    assert.deepEqual(cancelled.cancelledTimers, [0]);
    const never = planTurn(turnOf({ actions: [timer(true)], isDone: true }));
    assert.deepEqual(never.outgoing, []);
    assert.equal(never.events.length, 1);
  });

  it("names sub-orchestrations and requests the same in every replay, and never twice", () => {
    const call: Action = { actionType: 2, functionName: "child" };
    const ids = [1, 2].flatMap((execution) =>
      planTurn({
        ...turnOf({ actions: [{ actionType: 12, compoundActions: [call, call] }] }),
        execution,
      }).outgoing.map((each) => (each.kind === "subOrchestration" ? each.instanceId : "")),
    );
    assert.equal(new Set(ids).size, 4);
  });

  it("fails an orchestration whose history contradicts its code", () => {
    const scheduled = eventOf(eventType.taskScheduled, 0, { EventId: 0, Name: "b" });
    const { outcome } = planTurn(turnOf({ actions: [activity], history: [...began, scheduled] }));
    assert.equal(outcome.kind, "failed");
  });

  it("warns where the SDK waits for other tasks than the protocol", () => {
    const same = planTurn(turnOf({ actions: [activity], sdkOpen: ["0"] }));
    assert.deepEqual(same.warnings, []);
    const other = planTurn(turnOf({ actions: [activity], sdkOpen: ["1"] }));
    assert.match(other.warnings.join(), /SDK holds tasks \[1\] open, the protocol \[0\]/);
  });

  it("warns of a timer that is left behind", () => {
    const timer: Action = { actionType: 5, fireAt: new Date(9).toISOString(), isCanceled: false };
    const actions: Action[] = [{ actionType: 11, compoundActions: [activity, timer] }];
    const history = [...began, eventOf(eventType.taskCompleted, 0, { TaskScheduledId: 0 })];
    const plan = planTurn(turnOf({ actions, history, isDone: true }));
    assert.match(plan.warnings.join(), /1 timer\(s\) neither fired nor cancelled/);
  });
});

function turnOf(parts: {
  actions: Action[];
  history?: HistoryEvent[];
  isDone?: boolean;
  output?: unknown;
  error?: string;
  sdkOpen?: string[];
}): Turn {
  const { actions, history = began, isDone = false, output, error = null, sdkOpen = null } = parts;
  const reply = { isDone, actions, output, error, customStatus: undefined };
  return { name: "o", execution: 1, history, reply, sdkOpen, now: 5 };
}
