import { type Action, actionType, type RetryOptions } from "./reply.ts";
import type { Settle, Stage, Task, Unnumbered } from "./stage.ts";

type ActionOf<Type> = Extract<Action, { actionType: Type }>;

/** Longest timer the extension sets in one piece, and the pieces of a longer one. */
const longTimerMs = 6 * 24 * 3600 * 1000;
const timerPieceMs = 3 * 24 * 3600 * 1000;

/** Starts one action: numbers its tasks and settles once the extension would stop awaiting it. */
export function startAction(stage: Stage, action: Action, settle: Settle) {
  switch (action.actionType) {
    case actionType.callActivity:
      return begin(stage, activity(action), settle);
    case actionType.callActivityWithRetry:
      return retrying(stage, activity(action), action.retryOptions, settle);
    case actionType.callSubOrchestrator:
      return begin(stage, subOrchestration(action), settle);
    case actionType.callSubOrchestratorWithRetry:
      return retrying(stage, subOrchestration(action), action.retryOptions, settle);
    case actionType.continueAsNew:
      stage.continueAsNew = { input: action.input };
      return settle("done");
    case actionType.createTimer:
      return startTimer(stage, Date.parse(action.fireAt), action.isCanceled, settle);
    case actionType.waitForExternalEvent:
      return awaitEvent(stage, action.externalEventName, settle);
    case actionType.callEntity:
      return begin(stage, { kind: "entityCall", ...entityRequest(action) }, settle);
    case actionType.callHttp:
      stage.problem = "callHttp is not supported by the local host; call an activity instead";
      return;
    case actionType.signalEntity:
      number(stage, { kind: "entitySignal", ...entityRequest(action) });
      return settle("done");
    case actionType.whenAny:
      for (const child of action.compoundActions) startAction(stage, child, settle);
      return;
    case actionType.whenAll:
      return startAll(stage, action.compoundActions, settle);
    case actionType.lockEntities:
      return lock(stage, action, settle);
    case actionType.releaseEntities:
      for (const target of stage.locked) number(stage, { kind: "unlock", target });
      stage.locked = [];
      return settle("done");
  }
}

function lock(stage: Stage, action: ActionOf<typeof actionType.lockEntities>, settle: Settle) {
  stage.locked = action.lockSet.map(({ name, key }) => `@${name.toLowerCase()}@${key}`);
  begin(stage, { kind: "lock", requestId: action.lockRequestId, targets: stage.locked }, settle);
}

function number(stage: Stage, task: Unnumbered<Task>): number {
  const id = stage.tasks.length;
  stage.tasks.push({ ...task, id });
  return id;
}

function begin(stage: Stage, task: Unnumbered<Task>, settle: Settle) {
  stage.settlers.set(number(stage, task), settle);
}

function startAll(stage: Stage, actions: Action[], settle: Settle) {
  let left = actions.length;
  let outcome: "done" | "failed" = "done";
  for (const action of actions) {
    startAction(stage, action, (ended) => {
      if (ended === "failed") outcome = "failed";
      left -= 1;
      if (left === 0) settle(outcome);
    });
  }
}

/** A timer follows every failed try, the last one too. */
function retrying(stage: Stage, task: Unnumbered<Task>, options: RetryOptions, settle: Settle) {
  const { retryTimeoutInMilliseconds: timeout } = options;
  const deadline = timeout === undefined ? Number.POSITIVE_INFINITY : stage.now + timeout;
  const attempt = (count: number) => {
    begin(stage, task, (outcome) => {
      if (outcome === "done") return settle("done");
      if (stage.now >= deadline) {
        stage.problem =
          "retryTimeoutInMilliseconds has passed, which stops an orchestration uncatchably; " +
          "leave it out and bound maxNumberOfAttempts instead";
        return;
      }
      const fireAt = stage.now + retryDelay(options, count);
      begin(stage, { kind: "timer", fireAt, cancelled: false }, () => {
        if (count < options.maxNumberOfAttempts) attempt(count + 1);
        else settle("failed");
      });
    });
  };
  attempt(1);
}

function retryDelay(options: RetryOptions, count: number): number {
  const { firstRetryIntervalInMilliseconds: first, backoffCoefficient = 1 } = options;
  const longest = options.maxRetryIntervalInMilliseconds ?? longTimerMs;
  return Math.min(first * backoffCoefficient ** (count - 1), longest);
}

function startTimer(stage: Stage, fireAt: number, isCancelled: boolean, settle: Settle) {
  if (isCancelled) {
    number(stage, { kind: "timer", fireAt, cancelled: true });
    return settle("done");
  }
  const pieceEnd = fireAt - stage.now > longTimerMs ? stage.now + timerPieceMs : fireAt;
  begin(stage, { kind: "timer", fireAt: pieceEnd, cancelled: false }, () => {
    if (fireAt > stage.now) startTimer(stage, fireAt, isCancelled, settle);
    else settle("done");
  });
}

function awaitEvent(stage: Stage, name: string, settle: Settle) {
  const waiting = stage.buffered.findIndex((event) => event.Name === name);
  if (waiting >= 0) {
    stage.buffered.splice(waiting, 1);
    return settle("done");
  }
  stage.waits.set(name, [...(stage.waits.get(name) ?? []), settle]);
}

function activity(action: { functionName: string; input?: unknown }): Unnumbered<Task> {
  return { kind: "activity", name: action.functionName, input: action.input };
}

function subOrchestration(
  action: ActionOf<
    typeof actionType.callSubOrchestrator | typeof actionType.callSubOrchestratorWithRetry
  >,
): Unnumbered<Task> {
  const { functionName: name, input, instanceId, version } = action;
  return {
    kind: "subOrchestration",
    name,
    input,
    instanceId: instanceId ?? null,
    version: version ?? null,
  };
}

function entityRequest(
  action: ActionOf<typeof actionType.callEntity | typeof actionType.signalEntity>,
) {
  return { target: action.instanceId, operation: action.operation, input: action.input };
}
