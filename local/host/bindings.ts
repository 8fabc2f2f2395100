import type { Durable, Engine } from "./engine.ts";
import type { App, AppFunction, Binding } from "./worker.ts";

/** Trigger types the local host runs, in the spelling of function.json. */
const triggers = [
  "httpTrigger",
  "timerTrigger",
  "serviceBusTrigger",
  "eventHubTrigger",
  "orchestrationTrigger",
  "activityTrigger",
  "entityTrigger",
];
const inputs = ["durableClient", "orchestrationClient"];
const outputs = ["http", "serviceBus"];

/** The function's trigger binding with its name. */
export function triggerOf(called: AppFunction): { name: string; binding: Binding } {
  for (const [name, binding] of Object.entries(called.bindings)) {
    if (/trigger$/i.test(binding.type)) return { name, binding };
  }
  throw new Error(`Function "${called.name}": it has no trigger; it must have exactly one.`);
}

/** The app's functions with this trigger type. */
export function functionsOf(app: App, trigger: string): AppFunction[] {
  return app.functions.filter((each) => sameType(triggerOf(each).binding.type, trigger));
}

/** Name of the function's durable client input, or null. */
export function clientInputOf(called: AppFunction): string | null {
  const found = Object.entries(called.bindings).find(
    ([, { type, direction }]) =>
      direction === "in" && inputs.some((known) => sameType(known, type)),
  );
  return found?.[0] ?? null;
}

/** The text with each `%NAME%` replaced by the app setting of that name. Throws on a missing one. */
function resolveSettings(
  text: string,
  settings: Record<string, string | undefined>,
  functionName: string,
): string {
  return text.replace(/%([^%]+)%/g, (_, name: string) => {
    const value = settings[name];
    if (value === undefined) {
      throw new Error(
        `Function "${functionName}": "${text}" names the app setting ${name}, which is not set. ` +
          `Set ${name} in the host's environment.`,
      );
    }
    return value;
  });
}

/** The text setting of a binding, resolved. Throws when it is missing. */
export function textSetting(called: AppFunction, binding: Binding, name: string): string {
  const value = binding[name];
  if (typeof value !== "string" || value === "") {
    throw new Error(
      `Function "${called.name}": ${name} of its ${binding.type} is ${JSON.stringify(value)}; ` +
        "it must be a non-empty text.",
    );
  }
  return resolveSettings(value, process.env, called.name);
}

/** Finds the app's durable functions by kind and name. */
export function functionIndex(app: App): Engine["find"] {
  const index = new Map<string, AppFunction>();
  const kinds: Durable[] = ["orchestration", "activity", "entity"];
  for (const kind of kinds) {
    for (const called of functionsOf(app, `${kind}Trigger`)) {
      index.set(`${kind} ${called.name.toLowerCase()}`, called);
    }
  }
  return (kind, name) => index.get(`${kind} ${name.toLowerCase()}`);
}

/** The app's queue functions by queue. Throws when two would take from one queue. */
export function consumersOf(app: App): Engine["consumers"] {
  const consumers: Engine["consumers"] = new Map();
  for (const called of functionsOf(app, "serviceBusTrigger")) {
    const { binding } = triggerOf(called);
    const queue = textSetting(called, binding, "queueName");
    const other = consumers.get(queue);
    if (other) {
      throw new Error(
        `Function "${called.name}": it takes from queue "${queue}", as "${other.called.name}" does; ` +
          "each message would reach only one of them. Give each its own queue.",
      );
    }
    const takesMany = String(binding.cardinality).toLowerCase() === "many";
    consumers.set(queue, { called, takesMany });
  }
  return consumers;
}

/** Names of the queues that the app takes from or sends to. */
export function queuesOf(app: App): string[] {
  const names = app.functions.flatMap((called) =>
    Object.values(called.bindings)
      .filter(({ type }) => /^servicebus(trigger)?$/i.test(type))
      .map((binding) => textSetting(called, binding, "queueName")),
  );
  return [...new Set(names)].sort();
}

/** Throws, naming every function and binding at once, when the app needs what this host has not. */
export function refuseUnsupported(app: App): void {
  const problems = app.functions.flatMap(problemsOf);
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

function problemsOf(called: AppFunction): string[] {
  const problems: string[] = [];
  const refuse = (what: string, known: string[]) =>
    problems.push(
      `Function "${called.name}": ${what} is not supported by the local host; ` +
        `it runs ${known.join(", ")}.`,
    );
  for (const { type, direction, ...settings } of Object.values(called.bindings)) {
    if (/trigger$/i.test(type)) {
      if (!triggers.some((known) => sameType(known, type))) refuse(`trigger ${type}`, triggers);
      if (settings.topicName) refuse("a Service Bus topic", ["Service Bus queues"]);
      if (settings.isSessionsEnabled) refuse("isSessionsEnabled", ["queues without sessions"]);
      if (settings.sdkBinding) refuse("sdkBinding", ["plain message bodies"]);
      if (settings.autoCompleteMessages === false) {
        refuse("autoCompleteMessages: false", ["queues whose messages it completes itself"]);
      }
    } else if (direction === "in") {
      if (!inputs.some((known) => sameType(known, type))) refuse(`input ${type}`, inputs);
    } else if (!outputs.some((known) => sameType(known, type))) {
      refuse(`output ${type}`, outputs);
    } else if (settings.topicName) refuse("a Service Bus topic", ["Service Bus queues"]);
  }
  return problems;
}

function sameType(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}
