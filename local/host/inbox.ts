import type { Engine } from "./engine.ts";
import type { HistoryEvent } from "./history.ts";

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
    "INSERT INTO inbox(target, execution, timer, due_at, mail) VALUES (?, ?, ?, ?, ?)",
    target,
    options.execution ?? null,
    options.timer ?? null,
    dueAt,
    JSON.stringify(mail),
  );
  if (dueAt <= now) engine.store.afterCommit(() => wakeTarget(engine, target));
}

/** The due mail of a target, oldest first, at most 1,000 letters. */
export function dueMail(engine: Engine, target: string): Letter[] {
  const rows = engine.store.all<{ id: number; execution: number | null; mail: string }>(
    "SELECT id, execution, mail FROM inbox WHERE target = ? AND due_at <= ? " +
      "ORDER BY due_at, id LIMIT 1000",
    target,
    engine.clock.now(),
  );
  return rows.map((row) => ({ ...row, mail: JSON.parse(row.mail) }));
}

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
