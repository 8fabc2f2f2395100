import { textSetting } from "./bindings.ts";
import type { Engine } from "./engine.ts";
import { type Answer, jsonOf } from "./invoke.ts";
import { enqueue } from "./messages.ts";
import type { TypedData } from "./typed-data.ts";
import type { AppFunction } from "./worker.ts";

/** Sends what a function put into its Service Bus outputs, inside a transaction. */
export function sendOutputs(engine: Engine, called: AppFunction, answer: Answer): void {
  const values = new Map(answer.outputs.map(({ name, data }) => [name, data]));
  if (answer.returnValue) values.set("$return", answer.returnValue);
  for (const [name, binding] of Object.entries(called.bindings)) {
    const value = values.get(name);
    if (!value || binding.direction !== "out" || binding.type.toLowerCase() !== "servicebus")
      continue;
    const bodies = bodiesOf(value);
    enqueue(
      engine,
      textSetting(called, binding, "queueName"),
      bodies.map((body) => ({ body })),
    );
  }
}

/** As in Azure, each element of an array is a message of its own. */
function bodiesOf(value: TypedData): unknown[] {
  if (typeof value.string === "string") return [value.string];
  const body: unknown = JSON.parse(jsonOf(value) ?? "null");
  return Array.isArray(body) ? body : [body];
}
