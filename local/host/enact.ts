import { eventType, type HistoryEvent } from "./history.ts";
import type { Action } from "./reply.ts";
import type { Enactment, Settle, Stage, Task } from "./stage.ts";
import { startAction } from "./start-action.ts";

/**
 * Plays the actions against the history as the Durable extension does: it starts one action,
 * awaits it, starts the next. Task numbers follow from that and from nothing else.
 */
export function enact(actions: Action[], history: HistoryEvent[]): Enactment {
  const stage: Stage = {
    tasks: [],
    finished: false,
    continueAsNew: null,
    problem: null,
    now: 0,
    settlers: new Map(),
    waits: new Map(),
    buffered: [],
    locked: [],
  };
  const proceed = walk(stage, actions);
  for (const event of history) {
    if (event.EventType === eventType.executionStarted) proceed();
    else play(stage, event);
    if (stage.problem !== null) break;
  }
  const { tasks, finished, continueAsNew, problem } = stage;
  const open = new Set(stage.settlers.keys());
  return { tasks, open, finished, continueAsNew, unconsumed: stage.buffered, problem };
}

/** A loop rather than a recursion: thousands of signals may settle at once. */
function walk(stage: Stage, actions: Action[]): () => void {
  let next = 0;
  let walking = false;
  let settled = true;
  const proceed = () => {
    settled = true;
    if (walking) return;
    walking = true;
    while (settled) {
      const action = actions[next];
      if (action === undefined) {
        stage.finished = true;
        break;
      }
      next += 1;
      settled = false;
      startAction(stage, action, once(proceed));
    }
    walking = false;
  };
  return proceed;
}

function once(settle: Settle): Settle {
  let settled = false;
  return (outcome) => {
    if (settled) return;
    settled = true;
    settle(outcome);
  };
}

function play(stage: Stage, event: HistoryEvent) {
  switch (event.EventType) {
    case eventType.orchestratorStarted:
      stage.now = Date.parse(event.Timestamp);
      return;
    case eventType.taskScheduled:
      return expect(stage, event, ["activity"]);
    case eventType.subOrchestrationCreated:
      return expect(stage, event, ["subOrchestration"]);
    case eventType.timerCreated:
      return expect(stage, event, ["timer"]);
    case eventType.eventSent:
      return sent(stage, event);
    case eventType.taskCompleted:
    case eventType.subOrchestrationCompleted:
      return settleTask(stage, event.TaskScheduledId, "done");
    case eventType.taskFailed:
    case eventType.subOrchestrationFailed:
      return settleTask(stage, event.TaskScheduledId, "failed");
    case eventType.timerFired:
      return settleTask(stage, event.TimerId, "done");
    case eventType.eventRaised:
      return raised(stage, event);
  }
}

function expect(stage: Stage, event: HistoryEvent, kinds: Task["kind"][]) {
  const task = stage.tasks[event.EventId];
  const matches =
    task !== undefined &&
    kinds.includes(task.kind) &&
    (event.EventType === eventType.timerCreated || !("name" in task) || task.name === event.Name);
  if (matches) return;
  const now = task ? `${task.kind}${"name" in task ? ` ${task.name}` : ""}` : "nothing";
  stage.problem =
    `its history has ${kinds[0]} ${event.Name ?? ""} as task ${event.EventId}, ` +
    `but replayed it asks for ${now} there. It must ask for the same whenever it is replayed; ` +
    "where it cancels a timer that raced a retried task, race a sub-orchestration instead";
}

function sent(stage: Stage, event: HistoryEvent) {
  expect(stage, event, ["entityCall", "entitySignal", "lock", "unlock"]);
  const settle = stage.settlers.get(event.EventId);
  if (settle === undefined) return;
  stage.settlers.delete(event.EventId);
  stage.settlers.set(requestIdOf(event), settle);
}

function settleTask(stage: Stage, key: number | string | undefined, outcome: "done" | "failed") {
  if (key === undefined) return;
  const settle = stage.settlers.get(key);
  stage.settlers.delete(key);
  settle?.(outcome);
}

/** As the SDK does, the newest wait of a name takes the event. */
function raised(stage: Stage, event: HistoryEvent) {
  const name = event.Name ?? "";
  if (stage.settlers.has(name)) return settleTask(stage, name, "done");
  const waiting = stage.waits.get(name)?.pop();
  if (waiting) waiting("done");
  else stage.buffered.push(event);
}

function requestIdOf(event: HistoryEvent): string {
  const request: { id: string } = JSON.parse(event.Input ?? "{}");
  return request.id;
}
