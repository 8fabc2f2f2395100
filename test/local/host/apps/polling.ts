import { app } from "@azure/functions";
import * as df from "durable-functions";

/** When each job ends, ms since the epoch: a job of one real second. */
const jobs = new Map<string, number>();

df.app.activity("startJob", {
  handler: (id: string) => {
    jobs.set(id, Date.now() + 1000);
    return id;
  },
});

df.app.activity("readJob", { handler: (id: string) => Date.now() >= (jobs.get(id) ?? 0) });

df.app.activity("step", { handler: (input: unknown) => input });

df.app.entity("guard", (context) => {
  const count = context.df.getState(() => 0) as number;
  context.df.setState(count + 1);
  context.df.return(count + 1);
});

df.app.orchestration("poll", function* (context) {
  for (;;) {
    const next = new Date(context.df.currentUtcDateTime.getTime() + 1000);
    yield context.df.createTimer(next);
    const isOver: boolean = yield context.df.callActivity("readJob", context.df.getInput());
    if (isOver) return "over";
  }
});

df.app.orchestration("chain", function* (context) {
  const id = context.df.instanceId;
  const guard = new df.EntityId("guard", id);
  yield context.df.callEntity(guard, "ask");
  yield context.df.callActivity("step", "validate");
  yield context.df.callActivity("startJob", id);
  yield context.df.callSubOrchestrator("poll", id);
  for (const step of ["evaluate", "record", "promote", "readBack", "record"]) {
    yield context.df.callActivity("step", step);
  }
  yield context.df.callEntity(guard, "report");
  return "promoted";
});

app.serviceBusQueue("onArrival", {
  connection: "ServiceBus",
  queueName: "arrivals",
  extraInputs: [df.input.durableClient()],
  handler: async (message, context) => {
    await df.getClient(context).startNew("chain", { instanceId: String(message) });
  },
});
