import { randomUUID } from "node:crypto";
import type { TypedData } from "./typed-data.ts";
import { type AppFunction, runHooks } from "./worker.ts";

/** What a function is called with. */
export interface Call {
  /** Trigger first, then the other inputs, each under its binding's name. */
  inputs: { name: string; data: TypedData }[];
  metadata?: Record<string, TypedData>;
  retry?: { retryCount: number; maxRetryCount: number };
  log: (level: string, message: string) => void;
}

/** What a function answered. */
export interface Answer {
  returnValue: TypedData | null;
  outputs: { name: string; data: TypedData }[];
  /** The app's own context object, which the durable SDK keeps its open tasks in. */
  context: object;
}

/** Calls a function in the order of the Azure worker. Rejects with what the handler threw. */
export async function invoke(called: AppFunction, call: Call): Promise<Answer> {
  const invocation: Record<string, unknown> = {
    invocationId: randomUUID(),
    metadata: { name: called.name, bindings: called.bindings },
    request: {
      inputData: call.inputs,
      triggerMetadata: call.metadata ?? {},
      traceContext: {},
      retryContext: call.retry,
    },
    // Only what is logged after the function has ended depends on it.
    state: "invocation",
    log: (level: string, _category: string, message: string) => call.log(level, message),
  };
  const model = called.model.getInvocationModel(invocation);
  const { context, inputs } = await model.getArguments();
  const before = {
    hookData: {},
    functionCallback: called.callback,
    inputs,
    invocationContext: context,
  };
  await runHooks(called.hooks, "preInvocation", before);
  const after: { result: unknown; error: unknown } & Record<string, unknown> = {
    hookData: before.hookData,
    inputs: before.inputs,
    invocationContext: context,
    result: null,
    error: null,
  };
  try {
    after.result = await model.invokeFunction(context, before.inputs, before.functionCallback);
  } catch (error) {
    after.error = error ?? new Error(`Function "${called.name}" threw nothing.`);
  }
  invocation.state = "postInvocationHooks";
  await runHooks(called.hooks, "postInvocation", after);
  if (after.error) throw after.error;
  const response = await model.getResponse(context, after.result);
  return { returnValue: response.returnValue ?? null, outputs: response.outputData ?? [], context };
}

/** The value as JSON text; null where there is none. */
export function jsonOf(data: TypedData | null): string | null {
  if (!data) return null;
  if (data.json !== undefined && data.json !== null) return data.json;
  if (data.string !== undefined && data.string !== null) return JSON.stringify(data.string);
  if (data.int !== undefined && data.int !== null) return JSON.stringify(data.int);
  if (data.double !== undefined && data.double !== null) return JSON.stringify(data.double);
  if (data.bytes) return JSON.stringify(Buffer.from(data.bytes).toString("base64"));
  return null;
}
