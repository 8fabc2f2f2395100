import type { Engine } from "./engine.ts";
import { eventType, type HistoryEvent } from "./history.ts";

/** Who asked an entity, and under which id it awaits the answer. */
export interface Caller {
  instance: string;
  execution: number;
  requestId: string;
}

/** What waits for an orchestration or an entity. */
export type Mail =
  | { kind: "start"; events: HistoryEvent[] }
  | { kind: "event"; event: HistoryEvent }
  | { kind: "operation"; name: string; input: string | null; caller: Caller | null }
  | { kind: "lock"; targets: string[]; position: number; caller: Caller }
  | { kind: "unlock"; owner: number };

/** One row of the inbox. */
export interface Letter {
  id: number;
  /** Execution it is meant for; null means whichever is running. */
  execution: number | null;
  mail: Mail;
}

/** Puts mail into an inbox, inside a transaction. Due mail is worked on right after the commit. */
export function post(
  engine: Engine,
  target: string,
  mail: Mail,
  options: { execution?: number; dueAt?: number; timer?: number } = {},
): void {
  const now = engine.clock.now();
  const dueAt = options.dueAt ?? now;
  engine.store.run(
    "INSERT INTO inbox(target, execution, timer, sender, is_control, due_at, mail) " +
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
    target,
    options.execution ?? null,
    options.timer ?? null,
    senderOf(mail),
    isControl(mail) ? 1 : 0,
    dueAt,
    JSON.stringify(mail),
  );
  if (dueAt <= now) engine.store.afterCommit(() => wakeTarget(engine, target));
}

/** Letters taken in one turn, so that a flood of them costs no more than its length. */
export const mostLetters = 100;

/** Execution that an entity hears while it is held by it. */
function senderOf(mail: Mail): number | null {
  switch (mail.kind) {
    case "operation":
    case "lock":
      return mail.caller?.execution ?? null;
    case "unlock":
      return mail.owner;
    default:
      return null;
  }
}

function isControl(mail: Mail): boolean {
  const control: number[] = [eventType.executionTerminated, eventType.suspended, eventType.resumed];
  return mail.kind === "event" && control.includes(mail.event.EventType);
}

/** Which letters count: a held entity hears its holder, a suspended instance what controls it. */
export type Selection = { kind: "all" } | { kind: "control" } | { kind: "from"; execution: number };

/** The due mail of a target, oldest first, at most `mostLetters`. */
export function dueMail(engine: Engine, target: string, selection: Selection): Letter[] {
  const rows = engine.store.all<{ id: number; execution: number | null; mail: string }>(
    `SELECT id, execution, mail FROM inbox WHERE target = ?1 AND due_at <= ?2 ${
      conditions[selection.kind]
    } ORDER BY due_at, id LIMIT ${mostLetters}`,
    target,
    engine.clock.now(),
    ...(selection.kind === "from" ? [selection.execution] : []),
  );
  return rows.map((row) => ({ ...row, mail: JSON.parse(row.mail) }));
}

const conditions = { all: "", control: "AND is_control = 1", from: "AND sender = ?3" };

/** Removes letters, inside a transaction. */
export function discard(engine: Engine, letters: Iterable<number>): void {
  for (const id of letters) engine.store.run("DELETE FROM inbox WHERE id = ?", id);
}

/** Makes the owner of an inbox look into it. */
export function wakeTarget(engine: Engine, target: string): void {
  engine.wake({ kind: target.startsWith("@") ? "entity" : "instance", id: target });
}

/** Wakes every target whose mail has become due after `from` and up to `to`. */
export function releaseMail(engine: Engine, from: number, to: number): void {
  const rows = engine.store.all<{ target: string }>(
    "SELECT DISTINCT target FROM inbox WHERE due_at > ? AND due_at <= ?",
    from,
    to,
  );
  for (const { target } of rows) wakeTarget(engine, target);
}

/** When the first letter becomes due after `after`, or null. */
export function nextMailAt(engine: Engine, after: number): number | null {
  const row = engine.store.get<{ at: number | null }>(
    "SELECT MIN(due_at) AS at FROM inbox WHERE due_at > ?",
    after,
  );
  return row?.at ?? null;
}
