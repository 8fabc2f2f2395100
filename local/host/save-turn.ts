import type { Engine } from "./engine.ts";
import { completionOf, eventOf, eventType, type HistoryEvent } from "./history.ts";
import { discard, post } from "./inbox.ts";
import {
  appendHistory,
  createInstance,
  endInstance,
  type Instance,
  isOver,
  nextExecution,
  postStart,
  readInstance,
  releaseLocks,
  startEvent,
} from "./instances.ts";
import type { Batch } from "./plan-batch.ts";
import type { Outgoing, TurnPlan } from "./plan-turn.ts";

/** A turn with everything that is to be written about it. */
export interface TurnRecord {
  instance: Instance;
  batch: Batch;
  /** The turn's own events, in order. */
  fresh: HistoryEvent[];
  plan: TurnPlan;
  customStatus: unknown;
}

/** Writes a turn, inside the one transaction that also consumes its mail. */
export function saveTurn(engine: Engine, record: TurnRecord): void {
  const { instance, batch, fresh, plan, customStatus } = record;
  const { outcome } = plan;
  discard(engine, batch.taken);
  cancelTimers(engine, instance, plan.cancelledTimers);
  saveStatus(engine, instance, batch, customStatus);
  for (const outgoing of plan.outgoing) send(engine, instance, outgoing);
  if (outcome.kind === "continuedAsNew") {
    startAfresh(engine, instance, outcome.input, outcome.carried);
    return;
  }
  appendHistory(engine, instance.id, [...fresh, ...plan.events]);
  if (outcome.kind === "completed") {
    const output = JSON.stringify(outcome.output ?? null);
    endInstance(engine, instance, { kind: "completed", output });
  } else if (outcome.kind === "failed") {
    endInstance(engine, instance, outcome);
  }
}

function saveStatus(engine: Engine, instance: Instance, batch: Batch, customStatus: unknown): void {
  engine.store.run(
    "UPDATE instances SET status = ?, custom_status = COALESCE(?, custom_status), updated_at = ? " +
      "WHERE id = ?",
    batch.isSuspended ? "Suspended" : "Running",
    customStatus === undefined || customStatus === null ? null : JSON.stringify(customStatus),
    engine.clock.now(),
    instance.id,
  );
}

function cancelTimers(engine: Engine, instance: Instance, timers: number[]): void {
  for (const timer of timers) {
    engine.store.run(
      "DELETE FROM inbox WHERE target = ? AND execution = ? AND timer = ?",
      instance.id,
      instance.execution,
      timer,
    );
  }
}

/** Begins the next execution: history and timers go, events nobody has consumed stay. */
function startAfresh(
  engine: Engine,
  instance: Instance,
  input: unknown,
  carried: HistoryEvent[],
): void {
  const { id, execution } = instance;
  releaseLocks(engine, execution);
  engine.store.run("DELETE FROM history WHERE instance = ?", id);
  engine.store.run("DELETE FROM inbox WHERE target = ? AND execution = ?", id, execution);
  engine.store.run(
    "UPDATE instances SET execution = ?, input = ? WHERE id = ?",
    nextExecution(engine),
    JSON.stringify(input ?? null),
    id,
  );
  postStart(engine, id, [startEvent(instance, engine.clock.now()), ...carried]);
}

function send(engine: Engine, instance: Instance, outgoing: Outgoing) {
  const { id, execution } = instance;
  switch (outgoing.kind) {
    case "activity":
      return sendActivity(engine, instance, outgoing);
    case "subOrchestration":
      return startSubOrchestration(engine, instance, outgoing);
    case "timer": {
      const { task, fireAt } = outgoing;
      const FireAt = new Date(fireAt).toISOString();
      const event = eventOf(eventType.timerFired, fireAt, { TimerId: task, FireAt });
      return post(engine, id, { kind: "event", event }, { execution, dueAt: fireAt, timer: task });
    }
    case "operation": {
      const { target, operation: name, requestId } = outgoing;
      const caller = requestId === null ? null : { instance: id, execution, requestId };
      const input = outgoing.input === undefined ? null : JSON.stringify(outgoing.input);
      return post(engine, target, { kind: "operation", name, input, caller });
    }
    case "lock": {
      const caller = { instance: id, execution, requestId: outgoing.requestId };
      const { targets } = outgoing;
      return post(engine, targets[0] ?? "", { kind: "lock", targets, position: 0, caller });
    }
    case "unlock":
      return post(engine, outgoing.target, { kind: "unlock", owner: execution });
  }
}

function sendActivity(
  engine: Engine,
  { id: instance, execution }: Instance,
  { task, name, input }: Outgoing & { kind: "activity" },
): void {
  const row = engine.store.run(
    "INSERT INTO activities(instance, execution, task, name, input) VALUES (?, ?, ?, ?, ?)",
    instance,
    execution,
    task,
    name,
    JSON.stringify(input ?? null),
  );
  engine.store.afterCommit(() => engine.wake({ kind: "activity", id: row.id }));
}

function startSubOrchestration(
  engine: Engine,
  parent: Instance,
  { task, name, input, instanceId, version }: Outgoing & { kind: "subOrchestration" },
): void {
  const { id, execution } = parent;
  const refusal = refusalOf(engine, name, instanceId);
  if (refusal !== null) {
    const failure = { reason: refusal, details: refusal };
    const now = engine.clock.now();
    const event = completionOf("subOrchestration", task, now, { kind: "failed", failure });
    post(engine, id, { kind: "event", event }, { execution });
    return;
  }
  createInstance(engine, {
    id: instanceId,
    name,
    input: input === undefined ? null : JSON.stringify(input),
    version,
    parent: { instance: id, execution, task },
  });
}

/** Why no orchestration of this name and id can start now, or null. */
export function refusalOf(engine: Engine, name: string, instanceId: string): string | null {
  if (!engine.find("orchestration", name)) {
    return `The function '${name}' doesn't exist, is disabled, or is not an orchestrator function.`;
  }
  const existing = readInstance(engine, instanceId);
  if (existing && !isOver(existing.status)) {
    return `An Orchestration instance with the status ${existing.status} already exists.`;
  }
  return null;
}
