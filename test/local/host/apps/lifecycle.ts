import { appendFileSync } from "node:fs";
import { app, output } from "@azure/functions";
import * as df from "durable-functions";

const ask = new df.RetryOptions(1000, 3);

/** Each effect leaves one line, so that a test sees how often it happened. */
function note(line: string): void {
  if (process.env.EFFECTS_FILE) appendFileSync(process.env.EFFECTS_FILE, `${line}\n`);
}

df.app.activity("square", {
  handler: (value: number) => {
    note(`square ${value}`);
    return value * value;
  },
});

df.app.activity("greet", { handler: (name: string) => `hello ${name}` });

df.app.entity("counter", (context) => {
  const value = context.df.getState(() => 0) as number;
  switch (context.df.operationName) {
    case "add": {
      const sum = value + (context.df.getInput() as number);
      context.df.setState(sum);
      return context.df.return(sum);
    }
    default:
      return context.df.return(value);
  }
});

df.app.orchestration("double", function* (context) {
  const value = context.df.getInput() as number;
  const square: number = yield context.df.callActivity("square", 1);
  return (value + value) * square;
});

df.app.orchestration("lifecycle", function* (context) {
  const { values } = context.df.getInput() as { values: number[] };
  context.df.setCustomStatus({ step: "squaring" });
  const squares: number[] = yield context.df.Task.all(
    values.map((value) => context.df.callActivityWithRetry("square", ask, value)),
  );
  const wake = new Date(context.df.currentUtcDateTime.getTime() + 60_000);
  yield context.df.createTimer(wake);
  const counter = new df.EntityId("counter", context.df.instanceId);
  context.df.signalEntity(counter, "add", 1);
  const sum: number = yield context.df.callEntity(counter, "add", squares[0]);
  context.df.setCustomStatus({ step: "waiting" });
  const answer: string = yield context.df.waitForExternalEvent("approval");
  const doubled: number = yield context.df.callSubOrchestrator("double", sum);
  return { squares, sum, answer, doubled };
});

app.serviceBusQueue("onArrival", {
  connection: "ServiceBus",
  queueName: "arrivals",
  extraInputs: [df.input.durableClient()],
  handler: async (message: unknown, context) => {
    const client = df.getClient(context);
    const { id, values } = message as { id: string; values: number[] };
    await client.startNew("lifecycle", { instanceId: id, input: { values } });
  },
});

app.http("hello", {
  route: "hello/{name?}",
  methods: ["GET"],
  handler: async (request) => ({ jsonBody: { hello: request.params.name ?? "nobody" } }),
});

const queue = output.serviceBusQueue({ connection: "ServiceBus", queueName: "arrivals" });
app.http("arrive", {
  methods: ["POST"],
  extraOutputs: [queue],
  handler: async (request, context) => {
    context.extraOutputs.set(queue, await request.json());
    return { status: 202 };
  },
});
