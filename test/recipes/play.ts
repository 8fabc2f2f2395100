import assert from "node:assert/strict";
import { createRequire } from "node:module";
import type { OrchestrationHandler } from "durable-functions";
import { openTasks, type Pending, type SdkExecutor } from "./open-tasks.ts";

const require = createRequire(import.meta.url);
const { Orchestrator } = require("durable-functions/lib/src/orchestrations/Orchestrator.js") as {
  Orchestrator: new (
    recipe: OrchestrationHandler,
  ) => {
    handle(trigger: unknown, context: unknown): Promise<State>;
    taskOrchestrationExecutor: SdkExecutor;
  };
};

interface State {
  isDone: boolean;
  actions: unknown[][];
  output: unknown;
  error?: string;
  customStatus?: unknown;
}

/** Answers by step: activities and sub-orchestrations by name, entities as `guard.ask`. One that throws fails. */
export type Answers = Record<string, (input: never) => unknown>;

export interface Script {
  input: unknown;
  answers: Answers;
  /** External events, each raised once its moment has come. */
  raise?: { name: string; at: string; data: unknown }[];
  instanceId?: string;
  /** When the orchestration starts, ISO 8601. */
  start?: string;
}

export interface Played {
  /** What the recipe asked for, in order: `validateData`, `guard.ask`, `timer 15m`. */
  steps: string[];
  /** Inputs by step, in order. */
  inputs: Record<string, unknown[]>;
  /** Custom statuses, each change once. */
  statuses: unknown[];
  outcome:
    | { kind: "returned"; output: unknown }
    | { kind: "failed"; error: string }
    | { kind: "continuedAsNew"; input: unknown };
  endedAt: string;
  events: number;
}

const continueAsNewAction = 4;
const longestHistory = 5000;

/**
 * Plays a recipe on the real durable executor, in virtual time: every step is answered from the script, every
 * timer fires at its moment. The history is replayed from its start after every event, and has to agree.
 */
export async function play(recipe: OrchestrationHandler, script: Script): Promise<Played> {
  const stage = setStage(script);
  for (;;) {
    const { state, executor } = await replay(recipe, stage);
    stage.agree(state.actions[0] ?? []);
    stage.see(state.customStatus);
    if (state.isDone || state.error !== undefined) return stage.end(state);
    for (const task of openTasks(executor)) stage.schedule(task);
    stage.advance();
  }
}

async function replay(recipe: OrchestrationHandler, stage: Stage) {
  const orchestrator = new Orchestrator(recipe);
  const trigger = {
    history: stage.history.map((event) => ({ ...event })),
    input: structuredClone(stage.script.input),
    instanceId: stage.script.instanceId ?? "played",
    isReplaying: false,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration: "3.00:00:00",
    maximumShortTimerDuration: "6.00:00:00",
    defaultHttpAsyncRequestSleepTimeMillseconds: 30000,
  };
  const state = await orchestrator.handle(trigger, { log() {} }).catch(stateOfFailure);
  return { state, executor: orchestrator.taskOrchestrationExecutor };
}

function stateOfFailure(error: Error): State {
  const [, json] = error.message.split("$OutOfProcData$:");
  if (json === undefined) throw error;
  return JSON.parse(json) as State;
}

type Stage = ReturnType<typeof setStage>;

function setStage(script: Script) {
  let now = Date.parse(script.start ?? "2026-03-01T22:00:00.000Z");
  const history: Record<string, unknown>[] = [];
  const seen = new Map<string, Pending>();
  const queue: { due: number; event: Record<string, unknown> }[] = [];
  const played: Omit<Played, "outcome" | "endedAt" | "events"> = {
    steps: [],
    inputs: {},
    statuses: [],
  };
  let before: string[] = [];

  const append = (event: Record<string, unknown>) =>
    history.push({
      EventId: -1,
      IsPlayed: false,
      Timestamp: new Date(now).toISOString(),
      ...event,
    });
  const startTurn = () => append({ EventType: 12 });

  startTurn();
  append({ EventType: 0, Name: "played" });
  for (const { name, at, data } of script.raise ?? []) {
    const event = { EventType: 15, Name: name, Input: JSON.stringify(data) };
    queue.push({ due: Date.parse(at), event });
  }

  return {
    script,
    history,
    /** The actions of one replay begin with those of the replay before. */
    agree(actions: unknown[]) {
      const after = actions.map((action) => JSON.stringify(withoutCancels(action)));
      assert.deepEqual(after.slice(0, before.length), before, "a replay chose other steps");
      before = after;
    },
    see(status: unknown) {
      const last = played.statuses.at(-1);
      if (status !== undefined && JSON.stringify(status) !== JSON.stringify(last))
        played.statuses.push(structuredClone(status));
    },
    schedule(task: Pending) {
      const known = seen.get(task.id);
      if (known !== undefined) return;
      seen.set(task.id, task);
      if (task.kind === "timer" || task.kind === "retryTimer") {
        const due = task.kind === "timer" ? task.due : now + task.wait;
        played.steps.push(`timer ${readable(due - now)}`);
        queue.push({ due, event: { EventType: 11, TimerId: Number(task.id) } });
        return;
      }
      played.steps.push(task.step);
      let inputs = played.inputs[task.step];
      if (inputs === undefined) {
        inputs = [];
        played.inputs[task.step] = inputs;
      }
      inputs.push(task.input);
      if (task.kind === "entity")
        append({
          EventType: 14,
          EventId: Number(task.id),
          Input: JSON.stringify({ id: `call-${task.id}` }),
        });
      queue.push({ due: now, event: answer(script.answers, task) });
    },
    advance() {
      assert(history.length < longestHistory, `the history grew past ${longestHistory} events`);
      queue.sort((a, b) => a.due - b.due);
      const next = queue.shift();
      assert(
        next !== undefined,
        `the recipe waits for something that never comes, after ${played.steps.join(", ")}`,
      );
      now = Math.max(now, next.due);
      startTurn();
      append(next.event);
    },
    end(state: State): Played {
      return {
        ...played,
        outcome: outcomeOf(state),
        endedAt: new Date(now).toISOString(),
        events: history.length,
      };
    },
  };
}

function outcomeOf(state: State): Played["outcome"] {
  if (state.error !== undefined) return { kind: "failed", error: state.error };
  const again = (state.actions[0] ?? []).find(
    (action): action is { actionType: number; input: unknown } =>
      (action as { actionType: number }).actionType === continueAsNewAction,
  );
  if (again !== undefined) return { kind: "continuedAsNew", input: again.input };
  return { kind: "returned", output: state.output };
}

function answer(
  answers: Answers,
  task: Pending & { kind: "activity" | "orchestration" | "entity" },
) {
  const reply = answers[task.step];
  assert(reply !== undefined, `the script has no answer for the step ${task.step}`);
  const success = { activity: 5, orchestration: 8, entity: 15 }[task.kind];
  try {
    const result = JSON.stringify(reply(structuredClone(task.input) as never) ?? null);
    return task.kind === "entity"
      ? { EventType: success, Name: `call-${task.id}`, Input: JSON.stringify({ result }) }
      : { EventType: success, TaskScheduledId: Number(task.id), Result: result };
  } catch (error) {
    if (error instanceof assert.AssertionError || task.kind === "entity") throw error;
    const { name, message } = error as Error;
    const FailureDetails = { ErrorType: name, ErrorMessage: message, IsNonRetriable: false };
    return { EventType: success + 1, TaskScheduledId: Number(task.id), FailureDetails };
  }
}

function withoutCancels(action: unknown): unknown {
  return JSON.parse(
    JSON.stringify(action, (key, value) => (key === "isCanceled" ? undefined : value)),
  );
}

function readable(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds % 3600 === 0 && seconds > 0) return `${seconds / 3600}h`;
  return seconds % 60 === 0 && seconds > 0 ? `${seconds / 60}m` : `${seconds}s`;
}
