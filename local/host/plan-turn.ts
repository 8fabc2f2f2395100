import { differencesFromAzure } from "./differences-from-azure.ts";
import { enact } from "./enact.ts";
import { eventOf, eventType, type Failure, type HistoryEvent } from "./history.ts";
import type { Reply } from "./reply.ts";
import type { Task } from "./stage.ts";

/** What leaves an orchestration at the end of a turn. */
export type Outgoing =
  | { kind: "activity"; task: number; name: string; input: unknown }
  | {
      kind: "subOrchestration";
      task: number;
      name: string;
      input: unknown;
      instanceId: string;
      version: string | null;
    }
  | { kind: "timer"; task: number; fireAt: number }
  | {
      kind: "operation";
      target: string;
      operation: string;
      input: unknown;
      /** Id that the entity answers under; null for a signal, which gets no answer. */
      requestId: string | null;
    }
  | { kind: "lock"; requestId: string; targets: string[] }
  | { kind: "unlock"; target: string };

/** How an orchestration stands at the end of a turn. */
export type Outcome =
  | { kind: "running" }
  | { kind: "completed"; output: unknown }
  | { kind: "failed"; failure: Failure }
  | { kind: "continuedAsNew"; input: unknown; carried: HistoryEvent[] };

/** Everything that follows from one turn, to be written in one transaction. */
export interface TurnPlan {
  /** Creation events to append after the turn's own events. */
  events: HistoryEvent[];
  outgoing: Outgoing[];
  /** Numbers of timers that need not fire any more. */
  cancelledTimers: number[];
  outcome: Outcome;
  /** What works here but not, or not the same, in Azure. */
  warnings: string[];
}

/** One finished turn of an orchestrator. */
export interface Turn {
  name: string;
  execution: number;
  /** The whole history of this execution, the turn's new events included. */
  history: HistoryEvent[];
  reply: Reply;
  /** Keys of the tasks that the SDK holds open; null when it does not tell. */
  sdkOpen: string[] | null;
  now: number;
}

/** Derives from a turn what to write: numbered tasks, what leaves, how the instance stands. */
export function planTurn(turn: Turn): TurnPlan {
  const { name, execution, history, reply, sdkOpen, now } = turn;
  const enactment = enact(reply.actions, history);
  if (enactment.problem !== null) return failedPlan(name, enactment.problem);

  const created = new Set(history.filter(isCreation).map((event) => event.EventId));
  const fresh = enactment.tasks.filter((task) => !created.has(task.id));
  const finished = enactment.finished && (reply.isDone || reply.error !== null);
  const warnings = differencesFromAzure(name, { ...enactment, isOver: finished }, sdkOpen);
  return {
    events: fresh.map((task) => creationOf(task, execution, now)),
    outgoing: fresh.flatMap((task) => outgoingOf(task, execution)),
    cancelledTimers: enactment.tasks.flatMap((task) =>
      task.kind === "timer" && task.cancelled && created.has(task.id) ? [task.id] : [],
    ),
    outcome: finished
      ? outcomeOf(name, reply, enactment.continueAsNew, enactment.unconsumed)
      : { kind: "running" },
    warnings,
  };
}

/** The plan of a turn whose orchestrator cannot go on. */
export function failedPlan(name: string, problem: string): TurnPlan {
  const reason = `Orchestrator function '${name}' failed: ${problem}`;
  const failure = { reason, details: problem };
  return {
    events: [],
    outgoing: [],
    cancelledTimers: [],
    outcome: { kind: "failed", failure },
    warnings: [],
  };
}

function outcomeOf(
  name: string,
  reply: Reply,
  continueAsNew: { input: unknown } | null,
  carried: HistoryEvent[],
): Outcome {
  if (reply.error !== null) {
    const reason = `Orchestrator function '${name}' failed: ${reply.error}`;
    return { kind: "failed", failure: { reason, details: reply.error } };
  }
  if (continueAsNew) return { kind: "continuedAsNew", input: continueAsNew.input, carried };
  return { kind: "completed", output: reply.output };
}

function isCreation(event: HistoryEvent): boolean {
  return event.EventId >= 0;
}

function creationOf(task: Task, execution: number, now: number): HistoryEvent {
  const EventId = task.id;
  switch (task.kind) {
    case "activity":
      return eventOf(eventType.taskScheduled, now, { EventId, Name: task.name });
    case "subOrchestration":
      return eventOf(eventType.subOrchestrationCreated, now, {
        EventId,
        Name: task.name,
        InstanceId: subInstanceId(task, execution),
      });
    case "timer":
      return eventOf(eventType.timerCreated, now, {
        EventId,
        FireAt: new Date(task.fireAt).toISOString(),
      });
    case "entityCall":
    case "entitySignal":
      return sentTo(task.target, task.operation, requestId(task, execution), EventId, now);
    case "lock":
      return sentTo(task.targets[0] ?? "", "lock", task.requestId, EventId, now);
    case "unlock":
      return sentTo(task.target, "release", requestId(task, execution), EventId, now);
  }
}

function sentTo(target: string, Name: string, id: string, EventId: number, now: number) {
  const Input = JSON.stringify({ id });
  return eventOf(eventType.eventSent, now, { EventId, Name, InstanceId: target, Input });
}

function outgoingOf(task: Task, execution: number): Outgoing[] {
  switch (task.kind) {
    case "activity":
      return [{ kind: "activity", task: task.id, name: task.name, input: task.input }];
    case "subOrchestration": {
      const { name, input, version } = task;
      const instanceId = subInstanceId(task, execution);
      return [{ kind: "subOrchestration", task: task.id, name, input, instanceId, version }];
    }
    case "timer":
      return task.cancelled ? [] : [{ kind: "timer", task: task.id, fireAt: task.fireAt }];
    case "entityCall":
    case "entitySignal": {
      const { target, operation, input } = task;
      const id = task.kind === "entityCall" ? requestId(task, execution) : null;
      return [{ kind: "operation", target, operation, input, requestId: id }];
    }
    case "lock":
      return [{ kind: "lock", requestId: task.requestId, targets: task.targets }];
    case "unlock":
      return [{ kind: "unlock", target: task.target }];
  }
}

/** Unique over all executions, and never a bare number: the SDK keeps both kinds in one map. */
function requestId(task: Task, execution: number): string {
  return `request:${execution}:${task.id}`;
}

function subInstanceId(task: Task & { kind: "subOrchestration" }, execution: number): string {
  return task.instanceId ?? `${execution.toString(16).padStart(8, "0")}:${task.id.toString(16)}`;
}
