import { triggerOf } from "./bindings.ts";
import type { Engine } from "./engine.ts";
import { eventOf, eventType, type HistoryEvent } from "./history.ts";
import { discard, dueMail, mostLetters } from "./inbox.ts";
import {
  appendHistory,
  endInstance,
  type Instance,
  isOver,
  parentOf,
  readInstance,
  type Status,
} from "./instances.ts";
import { invoke, jsonOf } from "./invoke.ts";
import { type Batch, planBatch } from "./plan-batch.ts";
import { failedPlan, planTurn, type TurnPlan } from "./plan-turn.ts";
import { parseFailedReply, parseReply, type Reply } from "./reply.ts";
import { saveTurn } from "./save-turn.ts";
import type { AppFunction } from "./worker.ts";

/** Lets an orchestration take its due mail: one replay, one transaction. */
export async function takeTurn(engine: Engine, id: string): Promise<void> {
  const instance = readInstance(engine, id);
  const wasSuspended = instance?.status === "Suspended";
  const letters = dueMail(engine, id, { kind: wasSuspended ? "control" : "all" });
  if (letters.length === 0) return;
  if (!instance || isOver(instance.status)) {
    return engine.store.transact(() =>
      discard(
        engine,
        letters.map((letter) => letter.id),
      ),
    );
  }
  const batch = planBatch(letters, instance.execution, wasSuspended, mostLetters);
  batch.hasMore ||= letters.length >= mostLetters;
  if (batch.taken.length === 0) return;
  if (batch.terminated) return terminate(engine, instance, batch, batch.terminated);
  if (!batch.isTurn) return setSuspension(engine, instance, batch);

  const now = engine.clock.now();
  if (instance.status === "Pending") {
    const input = parsed(instance.input);
    const { name } = instance;
    engine.tell({ kind: "invocationStarted", name, instanceId: id, input, at: now });
  }
  const past = readHistory(engine, id);
  const fresh = [eventOf(eventType.orchestratorStarted, now), ...batch.events];
  const { plan, customStatus } = await replay(engine, instance, past, fresh, now);
  await engine.store.transact(() =>
    saveTurn(engine, { instance, batch, fresh, plan, customStatus }),
  );
  narrate(engine, instance, plan);
  if (batch.hasMore) engine.wake({ kind: "instance", id });
}

/** The stored history of an instance's running execution. */
export function readHistory(engine: Engine, id: string): HistoryEvent[] {
  return engine.store
    .all<{ event: string }>("SELECT event FROM history WHERE instance = ? ORDER BY position", id)
    .map((row) => JSON.parse(row.event));
}

interface Replayed {
  plan: TurnPlan;
  customStatus: unknown;
}

async function replay(
  engine: Engine,
  instance: Instance,
  past: HistoryEvent[],
  fresh: HistoryEvent[],
  now: number,
): Promise<Replayed> {
  const { name, execution } = instance;
  const called = engine.find("orchestration", name);
  if (!called) {
    const problem = "the app has no orchestrator of this name; it may have been renamed";
    return { plan: failedPlan(name, problem), customStatus: undefined };
  }
  const history = [...past, ...fresh];
  const { reply, sdkOpen } = await callOrchestrator(engine, called, instance, history, past.length);
  const plan = planTurn({ name, execution, history, reply, sdkOpen, now });
  return { plan, customStatus: reply.customStatus };
}

async function callOrchestrator(
  engine: Engine,
  called: AppFunction,
  instance: Instance,
  history: HistoryEvent[],
  played: number,
): Promise<{ reply: Reply; sdkOpen: string[] | null }> {
  const payload = JSON.stringify({
    history,
    input: parsed(instance.input),
    instanceId: instance.id,
    isReplaying: played > 0,
    parentInstanceId: parentOf(instance)?.instance ?? null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration: "3.00:00:00",
    maximumShortTimerDuration: "6.00:00:00",
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  });
  try {
    const { returnValue, context } = await invoke(called, {
      inputs: [{ name: triggerOf(called).name, data: { string: payload } }],
      log: (level, message) => engine.log(called.name, level, message),
    });
    return { reply: parseReply(jsonOf(returnValue) ?? "null"), sdkOpen: openTasksOf(context) };
  } catch (error) {
    const reply = parseFailedReply(error);
    if (reply) return { reply, sdkOpen: null };
    const message = error instanceof Error ? error.message : String(error);
    const failed = { isDone: false, actions: [], output: null, customStatus: undefined };
    return { reply: { ...failed, error: message }, sdkOpen: null };
  }
}

/** Keys of the tasks the SDK waits for; null when this SDK version does not show them. */
function openTasksOf(context: object): string[] | null {
  // A bridge into the SDK's own objects: there is no public way to learn its task numbers.
  const { df } = context as {
    df?: { taskOrchestratorExecutor?: { openTasks?: Record<string, SdkTask> } };
  };
  const open = df?.taskOrchestratorExecutor?.openTasks;
  if (!open) return null;
  return Object.entries(open).flatMap(([key, task]) => (isCancelledTimer(task) ? [] : [key]));
}

interface SdkTask {
  actionObj?: { isCanceled?: boolean };
  parent?: SdkTask;
}

function isCancelledTimer(task: SdkTask): boolean {
  return Boolean(task.actionObj?.isCanceled || task.parent?.actionObj?.isCanceled);
}

async function terminate(
  engine: Engine,
  instance: Instance,
  batch: Batch,
  event: HistoryEvent,
): Promise<void> {
  const reason = event.Input ?? "";
  await engine.store.transact(() => {
    appendHistory(engine, instance.id, batch.events);
    endInstance(engine, instance, { kind: "terminated", reason });
  });
  const { name, id: instanceId } = instance;
  const at = engine.clock.now();
  engine.tell({ kind: "invocationEnded", name, instanceId, error: `terminated: ${reason}`, at });
}

async function setSuspension(engine: Engine, instance: Instance, batch: Batch): Promise<void> {
  await engine.store.transact(() => {
    discard(engine, batch.taken);
    appendHistory(engine, instance.id, batch.events);
    engine.store.run(
      "UPDATE instances SET status = ?, updated_at = ? WHERE id = ?",
      statusAfter(instance.status, batch),
      engine.clock.now(),
      instance.id,
    );
  });
  if (batch.hasMore) engine.wake({ kind: "instance", id: instance.id });
}

function statusAfter(status: Status, { isSuspended }: Batch): Status {
  if (isSuspended) return "Suspended";
  return status === "Suspended" ? "Running" : status;
}

function narrate(engine: Engine, instance: Instance, plan: TurnPlan): void {
  const { name, id: instanceId } = instance;
  const at = engine.clock.now();
  for (const message of plan.warnings) {
    engine.tell({ kind: "warning", name, instanceId, message, at });
  }
  const { outcome } = plan;
  if (outcome.kind === "completed") {
    engine.tell({ kind: "invocationEnded", name, instanceId, output: outcome.output, at });
  } else if (outcome.kind === "failed") {
    const error = outcome.failure.reason;
    engine.tell({ kind: "invocationEnded", name, instanceId, error, at });
  }
}

function parsed(text: string | null): unknown {
  return text === null ? undefined : JSON.parse(text);
}
