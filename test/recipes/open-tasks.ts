import type { RetryOptions } from "durable-functions";

interface SdkTask {
  id: number | string | false;
  actionObj?: Action | "noOp";
  stateObj?: string;
  parent?: SdkTask & {
    isWaitingOnTimer?: boolean;
    attemptNumber?: number;
    retryOptions?: RetryOptions;
    innerTask?: SdkTask;
  };
}

interface Action {
  actionType: number;
  functionName?: string;
  input?: unknown;
  instanceId?: string;
  operation?: string;
  fireAt?: string | Date;
  isCanceled?: boolean;
}

/** The executor of the SDK, as far as a test looks into it. */
export interface SdkExecutor {
  openTasks: Record<string, SdkTask>;
}

/** Something that the recipe waits for. */
export type Pending =
  | { kind: "timer"; id: string; due: number }
  | { kind: "retryTimer"; id: string; wait: number }
  | { kind: "activity" | "orchestration" | "entity"; id: string; step: string; input: unknown };

const kinds: Record<number, "activity" | "orchestration"> = {
  0: "activity",
  1: "activity",
  2: "orchestration",
  3: "orchestration",
};

/** The open tasks of a replay under the ids that the executor itself gave them. */
export function openTasks(executor: SdkExecutor): Pending[] {
  return Object.entries(executor.openTasks)
    .filter(([id]) => /^\d+$/.test(id)) // an entity call that was sent waits under its request's id
    .flatMap(([id, task]) => pending(id, task) ?? []);
}

function pending(id: string, task: SdkTask): Pending | null {
  const retried = task.parent;
  if (task.actionObj === "noOp" && retried?.retryOptions !== undefined) {
    return retried.isWaitingOnTimer === true
      ? {
          kind: "retryTimer",
          id,
          wait: retryWait(retried.retryOptions, retried.attemptNumber ?? 1),
        }
      : pending(id, retried.innerTask ?? task);
  }
  const action = task.actionObj;
  if (action === undefined || action === "noOp") return null;
  if (action.actionType === 5) {
    if (action.isCanceled === true) return null;
    return { kind: "timer", id, due: new Date(action.fireAt ?? 0).getTime() };
  }
  if (action.actionType === 7) {
    const [, name = ""] = (action.instanceId ?? "").split("@");
    const step = `${name}.${action.operation}`;
    return { kind: "entity", id, step, input: parsed(action.input) };
  }
  const kind = kinds[action.actionType];
  if (kind === undefined) return null;
  return { kind, id, step: action.functionName ?? "", input: parsed(action.input) };
}

function retryWait(options: RetryOptions, attempt: number): number {
  const factor = (options.backoffCoefficient ?? 1) ** (attempt - 2);
  const longest = options.maxRetryIntervalInMilliseconds ?? Number.POSITIVE_INFINITY;
  return Math.min(options.firstRetryIntervalInMilliseconds * factor, longest);
}

function parsed(input: unknown): unknown {
  return typeof input === "string" ? JSON.parse(input) : input;
}
