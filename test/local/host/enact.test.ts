import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { enact } from "../../../local/host/enact.ts";
import { eventOf, eventType, type HistoryEvent } from "../../../local/host/history.ts";
import type { Action } from "../../../local/host/reply.ts";

const day = 24 * 3600 * 1000;
const retryOptions = {
  firstRetryIntervalInMilliseconds: 1000,
  maxNumberOfAttempts: 2,
  backoffCoefficient: 3,
};

describe("enact", () => {
  it("starts one action and awaits it before the next", () => {
    const actions = [activity("a"), activity("b")];
    assert.deepEqual(names(actions, began()), ["0 a"]);
    assert.deepEqual(names(actions, [...began(), completed(0)]), ["0 a", "1 b"]);
    assert.equal(enact(actions, [...began(), completed(0)]).finished, false);
    assert.equal(enact(actions, [...began(), completed(0), completed(1)]).finished, true);
  });

  it("starts the parts of Task.all at once and awaits every one, though one fails", () => {
    const actions = [all(activity("a"), activity("b")), activity("c")];
    assert.deepEqual(names(actions, [...began(), failed(0)]), ["0 a", "1 b"]);
    assert.deepEqual(names(actions, [...began(), failed(0), completed(1)]), ["0 a", "1 b", "2 c"]);
  });

  it("goes on from Task.any with the first and leaves the others open", () => {
    const { tasks, open } = enact(
      [any(activity("a"), activity("b")), activity("c")],
      [...began(), completed(1)],
    );
    assert.deepEqual(
      tasks.map(({ id }) => id),
      [0, 1, 2],
    );
    assert.deepEqual([...open], [0, 2]);
  });

  it("numbers a timer after each failed try, the last one too", () => {
    const actions = [activityWithRetry("a"), activity("b")];
    const history = [...began(), failed(0), ...turn(1000), fired(1), failed(2)];
    assert.deepEqual(names(actions, history), ["0 a", "1 timer", "2 a", "3 timer"]);
    const fireTimes = enact(actions, history).tasks.flatMap((task) =>
      task.kind === "timer" ? [task.fireAt] : [],
    );
    assert.deepEqual(fireTimes, [1000, 1000 + 3000]);
    assert.deepEqual(names(actions, [...history, ...turn(4000), fired(3)]).at(-1), "4 b");
  });

  it("gives signals a number and awaits nothing", () => {
    const actions = [signal("@counter@k"), signal("@counter@k"), activity("a")];
    assert.deepEqual(names(actions, began()), ["0 entitySignal", "1 entitySignal", "2 a"]);
    assert.deepEqual([...enact(actions, began()).open], [2]);
  });

  it("survives ten thousand signals in a row", () => {
    const actions = Array.from({ length: 10_000 }, () => signal("@counter@k"));
    assert.equal(enact(actions, began()).tasks.length, 10_000);
  });

  it("knows an entity call by its request id once the request was sent", () => {
    const call: Action = { actionType: 7, instanceId: "@counter@k", operation: "get" };
    const sent = eventOf(eventType.eventSent, 0, { EventId: 0, Input: '{"id":"r1"}' });
    assert.deepEqual([...enact([call], began()).open], [0]);
    assert.deepEqual([...enact([call], [...began(), sent]).open], ["r1"]);
    assert.equal(enact([call], [...began(), sent, raised("r1")]).finished, true);
  });

  it("spends a number per entity on releasing locks", () => {
    const lockSet = [
      { name: "Counter", key: "a" },
      { name: "Counter", key: "b" },
    ];
    const lock: Action = { actionType: 13, lockRequestId: "l1", lockSet };
    const sent = eventOf(eventType.eventSent, 0, { EventId: 0, Input: '{"id":"l1"}' });
    const actions: Action[] = [lock, { actionType: 14 }, activity("a")];
    const history = [...began(), sent, raised("l1")];
    assert.deepEqual(names(actions, history), ["0 lock", "1 unlock", "2 unlock", "3 a"]);
  });

  it("hands an early event to the wait that comes later, and keeps the rest", () => {
    const actions: Action[] = [activity("a"), wait("x"), wait("x")];
    const history = [...began(), raised("x", 1), raised("y", 2), raised("x", 3), raised("x", 4)];
    const early = enact(actions, history);
    assert.equal(early.finished, false);
    assert.equal(early.unconsumed.length, 4);
    const late = enact(actions, [...history, completed(0)]);
    assert.equal(late.finished, true);
    assert.deepEqual(
      late.unconsumed.map(({ Input }) => Input),
      ["2", "4"],
    );
  });

  it("gives a cancelled timer a number but awaits it no more", () => {
    const timer: Action = { actionType: 5, fireAt: new Date(day).toISOString(), isCanceled: true };
    const { tasks, open } = enact([any(timer, wait("x")), activity("a")], began());
    assert.deepEqual(
      tasks.map(({ kind }) => kind),
      ["timer", "activity"],
    );
    assert.deepEqual([...open], [1]);
  });

  it("sets a timer of more than six days in pieces of three", () => {
    const actions: Action[] = [
      { actionType: 5, fireAt: new Date(7 * day).toISOString(), isCanceled: false },
    ];
    const first = enact(actions, began()).tasks;
    assert.deepEqual(first.map(fireAt), [3 * day]);
    const second = enact(actions, [...began(), ...turn(3 * day), fired(0)]);
    assert.deepEqual(second.tasks.map(fireAt), [3 * day, 7 * day]);
    const third = enact(actions, [
      ...began(),
      ...turn(3 * day),
      fired(0),
      ...turn(7 * day),
      fired(1),
    ]);
    assert.equal(third.finished, true);
  });

  it("finds a history that another orchestrator must have written", () => {
    const scheduled = eventOf(eventType.taskScheduled, 0, { EventId: 0, Name: "old" });
    assert.match(enact([activity("new")], [...began(), scheduled]).problem ?? "", /activity old/);
    assert.match(enact([], [...began(), scheduled]).problem ?? "", /asks for nothing/);
  });
});

function names(actions: Action[], history: HistoryEvent[]): string[] {
  return enact(actions, history).tasks.map(
    (task) => `${task.id} ${"name" in task ? task.name : task.kind}`,
  );
}

function fireAt(task: object): number {
  return "fireAt" in task ? Number(task.fireAt) : Number.NaN;
}

function began(): HistoryEvent[] {
  return [...turn(0), eventOf(eventType.executionStarted, 0, { Name: "o" })];
}

function turn(at: number): HistoryEvent[] {
  return [eventOf(eventType.orchestratorStarted, at)];
}

function completed(id: number): HistoryEvent {
  return eventOf(eventType.taskCompleted, 0, { TaskScheduledId: id, Result: "null" });
}

function failed(id: number): HistoryEvent {
  return eventOf(eventType.taskFailed, 0, { TaskScheduledId: id, Reason: "r", Details: "d" });
}

function fired(id: number): HistoryEvent {
  return eventOf(eventType.timerFired, 0, { TimerId: id });
}

function raised(name: string, data: unknown = null): HistoryEvent {
  return eventOf(eventType.eventRaised, 0, { Name: name, Input: JSON.stringify(data) });
}

function activity(functionName: string): Action {
  return { actionType: 0, functionName };
}

function activityWithRetry(functionName: string): Action {
  return { actionType: 1, functionName, retryOptions };
}

function signal(instanceId: string): Action {
  return { actionType: 9, instanceId, operation: "add", input: 1 };
}

function wait(externalEventName: string): Action {
  return { actionType: 6, externalEventName };
}

function any(...compoundActions: Action[]): Action {
  return { actionType: 11, compoundActions };
}

function all(...compoundActions: Action[]): Action {
  return { actionType: 12, compoundActions };
}
