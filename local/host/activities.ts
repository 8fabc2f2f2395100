import { triggerOf } from "./bindings.ts";
import type { Engine } from "./engine.ts";
import { completionOf, type Failure, type FailureDetails } from "./history.ts";
import { post } from "./inbox.ts";
import { readInstance } from "./instances.ts";
import { type Answer, invoke, jsonOf } from "./invoke.ts";
import { sendOutputs } from "./outputs.ts";
import type { AppFunction } from "./worker.ts";

interface Row {
  instance: string;
  execution: number;
  task: number;
  name: string;
  input: string;
}

type Result =
  | { kind: "completed"; output: string | null; answer: Answer; called: AppFunction }
  | { kind: "failed"; failure: Failure };

/**
 * Runs a scheduled activity and hands its result to the orchestration. Killed before its commit,
 * it runs again: at least once.
 */
export async function runActivity(engine: Engine, id: number): Promise<void> {
  const row = engine.store.get<Row>(
    "SELECT instance, execution, task, name, input FROM activities WHERE id = ?",
    id,
  );
  if (!row) return;
  const { instance: instanceId, execution, task, name } = row;
  const input: unknown = JSON.parse(row.input);
  engine.tell({
    kind: "invocationStarted",
    name,
    instanceId,
    input: typeof input === "string" ? JSON.parse(input) : input,
    at: engine.clock.now(),
  });
  const result = await run(engine, name, input);
  const at = engine.clock.now();
  await engine.store.transact(() => {
    engine.store.run("DELETE FROM activities WHERE id = ?", id);
    if (result.kind === "completed") sendOutputs(engine, result.called, result.answer);
    if (readInstance(engine, instanceId)?.execution !== execution) return;
    const event = completionOf("activity", task, at, result);
    post(engine, instanceId, { kind: "event", event }, { execution });
  });
  engine.tell(
    result.kind === "completed"
      ? {
          kind: "invocationEnded",
          name,
          instanceId,
          output: JSON.parse(result.output ?? "null"),
          at,
        }
      : { kind: "invocationEnded", name, instanceId, error: result.failure.reason, at },
  );
}

async function run(engine: Engine, name: string, input: unknown): Promise<Result> {
  const called = engine.find("activity", name);
  if (!called) {
    const reason = `The function '${name}' doesn't exist, is disabled, or is not an activity function.`;
    return { kind: "failed", failure: { reason, details: reason } };
  }
  try {
    const answer = await invoke(called, {
      inputs: [
        {
          name: triggerOf(called).name,
          // The SDK has already quoted a text as JSON.
          data: typeof input === "string" ? { string: input } : { json: JSON.stringify(input) },
        },
      ],
      log: (level, message) => engine.log(name, level, message),
    });
    return { kind: "completed", output: jsonOf(answer.returnValue), answer, called };
  } catch (error) {
    return { kind: "failed", failure: failureOf(name, error) };
  }
}

function failureOf(name: string, error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const details = (error instanceof Error && error.stack) || message;
  const failureDetails = parseFailureDetails(message);
  const reason = `Activity function '${name}' failed: ${failureDetails?.ErrorMessage ?? message}`;
  return failureDetails ? { reason, details, failureDetails } : { reason, details };
}

/** With an exception properties provider, the SDK puts the failure as JSON into the message. */
function parseFailureDetails(message: string): FailureDetails | undefined {
  if (!message.startsWith('{"errorType":')) return undefined;
  try {
    const { errorType, errorMessage, stackTrace, isNonRetriable, properties } = JSON.parse(message);
    return {
      ErrorType: String(errorType),
      ErrorMessage: String(errorMessage),
      StackTrace: stackTrace,
      IsNonRetriable: isNonRetriable === true,
      Properties: properties,
    };
  } catch {
    return undefined;
  }
}
