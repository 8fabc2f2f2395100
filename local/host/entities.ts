import { triggerOf } from "./bindings.ts";
import type { Engine } from "./engine.ts";
import { eventOf, eventType } from "./history.ts";
import {
  type Caller,
  discard,
  dueMail,
  type Mail,
  mostLetters,
  post,
  type Selection,
} from "./inbox.ts";
import { isAlive } from "./instances.ts";
import { invoke, jsonOf } from "./invoke.ts";
import { type EntityBatch, planEntityBatch } from "./plan-entity-batch.ts";

/** An entity's stored state: JSON text, or null where it does not exist. */
export interface EntityRow {
  state: string | null;
  present: number;
  /** Execution that holds it locked. */
  locked_by: number | null;
}

interface EntityResult {
  isError: boolean;
  result?: string;
}

interface EntityReply {
  entityExists: boolean;
  entityState?: string | null;
  results: EntityResult[];
  signals: { target: { name: string; key: string }; name: string; input: string }[];
}

/** Id of an entity, as its mail is addressed. */
export function entityIdOf(name: string, key: string): string {
  return `@${name.toLowerCase()}@${key}`;
}

/** The entity's row, or undefined. */
export function readEntity(engine: Engine, id: string): EntityRow | undefined {
  return engine.store.get<EntityRow>(
    "SELECT state, present, locked_by FROM entities WHERE id = ?",
    id,
  );
}

/** Lets an entity take its due mail: one invocation for all operations, one transaction. */
export async function runEntity(engine: Engine, id: string): Promise<void> {
  const row = readEntity(engine, id) ?? { state: null, present: 0, locked_by: null };
  const holder = row.locked_by;
  const selection: Selection =
    holder === null ? { kind: "all" } : { kind: "from", execution: holder };
  const letters = dueMail(engine, id, selection);
  const batch = planEntityBatch(letters, holder, (execution) => isAlive(engine, execution));
  if (batch.taken.length === 0) return;

  const [, name = "", key = ""] = /^@([^@]*)@(.*)$/s.exec(id) ?? [];
  const reply = await callEntity(engine, { name, key }, row, batch);
  await engine.store.transact(() => save(engine, id, row, batch, reply));
  if (batch.hasMore || letters.length >= mostLetters) engine.wake({ kind: "entity", id });
}

async function callEntity(
  engine: Engine,
  self: { name: string; key: string },
  row: EntityRow,
  { operations }: EntityBatch,
): Promise<EntityReply> {
  const unchanged = { entityExists: row.present === 1, entityState: row.state, signals: [] };
  if (operations.length === 0) return { ...unchanged, results: [] };
  const instanceId = entityIdOf(self.name, self.key);
  const name = engine.find("entity", self.name)?.name ?? self.name;
  const input = operations.map((each) => ({ name: each.name, input: parsed(each.input) }));
  engine.tell({ kind: "invocationStarted", name, instanceId, input, at: engine.clock.now() });
  try {
    const reply = await runOperations(engine, self, row, operations);
    const output = reply.results.map((each) => parsed(each.result ?? null));
    engine.tell({ kind: "invocationEnded", name, instanceId, output, at: engine.clock.now() });
    return reply;
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown.message : String(thrown);
    engine.tell({ kind: "invocationEnded", name, instanceId, error, at: engine.clock.now() });
    const failed = { isError: true, result: JSON.stringify(error) };
    return { ...unchanged, results: operations.map(() => failed) };
  }
}

async function runOperations(
  engine: Engine,
  self: { name: string; key: string },
  row: EntityRow,
  operations: EntityBatch["operations"],
): Promise<EntityReply> {
  const called = engine.find("entity", self.name);
  if (!called) {
    throw new Error(
      `The function '${self.name}' doesn't exist, is disabled, or is not an entity function.`,
    );
  }
  const batch = operations.map(({ name, input, caller }) => ({
    name,
    input,
    isSignal: caller === null,
  }));
  const payload = { self, exists: row.present === 1, state: row.state, batch };
  const { returnValue } = await invoke(called, {
    inputs: [{ name: triggerOf(called).name, data: { string: JSON.stringify(payload) } }],
    log: (level, message) => engine.log(called.name, level, message),
  });
  return JSON.parse(jsonOf(returnValue) ?? "null");
}

function save(
  engine: Engine,
  id: string,
  before: EntityRow,
  batch: EntityBatch,
  reply: EntityReply,
): void {
  discard(engine, batch.taken);
  const isPresent = reply.entityExists;
  // The holder may have ended while the entity ran.
  const isHeld = batch.lockedBy !== null && isAlive(engine, batch.lockedBy);
  if (isPresent || isHeld) {
    engine.store.run(
      "INSERT OR REPLACE INTO entities VALUES (?, ?, ?, ?, ?)",
      id,
      isPresent ? (reply.entityState ?? null) : null,
      isPresent ? 1 : 0,
      isHeld ? batch.lockedBy : null,
      engine.clock.now(),
    );
  } else if (before.present === 1 || before.locked_by !== null) {
    engine.store.run("DELETE FROM entities WHERE id = ?", id);
  }
  batch.operations.forEach(({ caller }, index) => {
    if (caller) answer(engine, caller, responseTo(reply.results[index]));
  });
  for (const { target, name, input } of reply.signals) {
    const mail: Mail = {
      kind: "operation",
      name,
      input: input === "" ? null : input,
      caller: null,
    };
    post(engine, entityIdOf(target.name, target.key), mail);
  }
  for (const { caller, next, mail } of batch.grants) {
    if (next === null) answer(engine, caller, {});
    else post(engine, next, mail);
  }
}

function answer(engine: Engine, { instance, execution, requestId }: Caller, response: object) {
  const event = eventOf(eventType.eventRaised, engine.clock.now(), {
    Name: requestId,
    Input: JSON.stringify(response),
  });
  post(engine, instance, { kind: "event", event }, { execution });
}

function responseTo(result: EntityResult | undefined): object {
  const { isError = false, result: json } = result ?? {};
  return { result: json, ...(isError ? { exceptionType: "EntityOperationFailed" } : {}) };
}

function parsed(text: string | null): unknown {
  return text === null || text === "" ? undefined : JSON.parse(text);
}
