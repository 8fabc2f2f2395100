import type { Engine } from "./engine.ts";
import { completionOf, eventOf, eventType, type Failure, type HistoryEvent } from "./history.ts";
import { post, wakeTarget } from "./inbox.ts";

/** Runtime status in the spelling of the durable client API. */
export type Status = "Pending" | "Running" | "Suspended" | "Completed" | "Failed" | "Terminated";

/** One orchestration instance. Texts hold JSON. */
export interface Instance {
  number: number;
  id: string;
  name: string;
  version: string | null;
  /** Counts up with every start and continueAsNew; answers to an older execution are dropped. */
  execution: number;
  status: Status;
  input: string | null;
  output: string | null;
  custom_status: string | null;
  /** JSON of a Parent, or null. */
  parent: string | null;
  created_at: number;
  updated_at: number;
}

/** The task of another orchestration that waits for this one. */
export interface Parent {
  instance: string;
  execution: number;
  task: number;
}

/** Whether nothing further happens to an instance in this status. */
export function isOver(status: Status): boolean {
  return status === "Completed" || status === "Failed" || status === "Terminated";
}

/** The task that waits for this instance, or null. */
export function parentOf(instance: Instance): Parent | null {
  return instance.parent === null ? null : JSON.parse(instance.parent);
}

/** The instance of this id, or undefined. */
export function readInstance(engine: Engine, id: string): Instance | undefined {
  return engine.store.get<Instance>("SELECT * FROM instances WHERE id = ?", id);
}

/** Whether this execution is the running one of its instance. */
export function isAlive(engine: Engine, execution: number): boolean {
  const row = engine.store.get<{ status: Status }>(
    "SELECT status FROM instances WHERE execution = ?",
    execution,
  );
  return row !== undefined && !isOver(row.status);
}

/** Starts an instance, inside a transaction. An instance of the same id must be over. */
export function createInstance(
  engine: Engine,
  start: {
    id: string;
    name: string;
    input: string | null;
    version: string | null;
    parent: Parent | null;
  },
): void {
  removeInstance(engine, start.id);
  const now = engine.clock.now();
  engine.store.run(
    "INSERT INTO instances(id, name, version, execution, status, input, parent, created_at, updated_at) " +
      "VALUES (?, ?, ?, ?, 'Pending', ?, ?, ?, ?)",
    start.id,
    start.name,
    start.version,
    nextExecution(engine),
    start.input,
    start.parent ? JSON.stringify(start.parent) : null,
    now,
    now,
  );
  postStart(engine, start.id, [startEvent(start, now)]);
}

/** Begins an execution, inside a transaction, ahead of whatever its inbox already holds. */
export function postStart(engine: Engine, id: string, events: HistoryEvent[]): void {
  post(engine, id, { kind: "start", events }, { dueAt: 0 });
}

/** Removes an instance with its history and mail, inside a transaction. */
export function removeInstance(engine: Engine, id: string): void {
  engine.store.run("DELETE FROM instances WHERE id = ?", id);
  engine.store.run("DELETE FROM history WHERE instance = ?", id);
  engine.store.run("DELETE FROM inbox WHERE target = ?", id);
}

/** A number that no execution has had before, inside a transaction. */
export function nextExecution(engine: Engine): number {
  const row = engine.store.get<{ value: number }>(
    "UPDATE counters SET value = value + 1 WHERE name = 'execution' RETURNING value",
  );
  return row?.value ?? 0;
}

/** The event that begins an execution. */
export function startEvent(
  { name, version }: { name: string; version: string | null },
  at: number,
): HistoryEvent {
  return eventOf(eventType.executionStarted, at, { Name: name, Version: version });
}

/** Appends to an instance's history, inside a transaction. */
export function appendHistory(engine: Engine, id: string, events: HistoryEvent[]): void {
  const row = engine.store.get<{ next: number }>(
    "SELECT COALESCE(MAX(position) + 1, 0) AS next FROM history WHERE instance = ?",
    id,
  );
  let position = row?.next ?? 0;
  for (const event of events) {
    engine.store.run(
      "INSERT INTO history VALUES (?, ?, ?)",
      id,
      position,
      JSON.stringify({ ...event, IsPlayed: true }),
    );
    position += 1;
  }
}

/** How an instance ended. */
export type Ending =
  | { kind: "completed"; output: string | null }
  | { kind: "failed"; failure: Failure }
  | { kind: "terminated"; reason: string };

/** Ends an instance, inside a transaction: frees its entities and tells its parent. */
export function endInstance(engine: Engine, instance: Instance, ending: Ending): void {
  const now = engine.clock.now();
  const [status, output] = resultOf(ending);
  engine.store.run(
    "UPDATE instances SET status = ?, output = ?, updated_at = ? WHERE id = ?",
    status,
    output,
    now,
    instance.id,
  );
  engine.store.run("DELETE FROM inbox WHERE target = ?", instance.id);
  releaseLocks(engine, instance.execution);
  const parent = parentOf(instance);
  if (parent === null) return;
  const event = completionOf("subOrchestration", parent.task, now, toParent(ending));
  post(engine, parent.instance, { kind: "event", event }, { execution: parent.execution });
}

/** Frees every entity that the execution holds locked, inside a transaction. */
export function releaseLocks(engine: Engine, execution: number): void {
  const held = engine.store.all<{ id: string }>(
    "UPDATE entities SET locked_by = NULL WHERE locked_by = ? RETURNING id",
    execution,
  );
  for (const { id } of held) engine.store.afterCommit(() => wakeTarget(engine, id));
}

function resultOf(ending: Ending): [Status, string | null] {
  switch (ending.kind) {
    case "completed":
      return ["Completed", ending.output];
    case "failed":
      return ["Failed", JSON.stringify(ending.failure.reason)];
    case "terminated":
      return ["Terminated", JSON.stringify(ending.reason)];
  }
}

function toParent(ending: Ending) {
  if (ending.kind !== "terminated") return ending;
  const failure = { reason: "The sub-orchestration was terminated", details: ending.reason };
  return { kind: "failed", failure } as const;
}
