import * as df from "durable-functions";

/** One step of a made-up orchestration. */
export type Step =
  | { kind: "activity"; value: number }
  | { kind: "retried"; failures: number }
  | { kind: "timer"; seconds: number }
  | { kind: "call"; value: number }
  | { kind: "signal"; value: number }
  | { kind: "all"; steps: Step[] }
  | { kind: "raceLost"; seconds: number }
  | { kind: "sub"; steps: Step[] };

const failures = new Map<string, number>();

df.app.activity("value", { handler: (value: number) => value });

df.app.activity("failing", {
  handler: ({ key, times }: { key: string; times: number }) => {
    const count = (failures.get(key) ?? 0) + 1;
    failures.set(key, count);
    if (count <= times) throw new Error("not yet");
    return count;
  },
});

df.app.entity("sum", (context) => {
  const next = (context.df.getState(() => 0) as number) + (context.df.getInput() as number);
  context.df.setState(next);
  context.df.return(next);
});

df.app.orchestration("program", function* (context) {
  const steps = context.df.getInput<Step[]>();
  let made = 0;
  const taskOf = (step: Step): df.Task => {
    made += 1;
    const key = `${context.df.instanceId} ${made}`;
    switch (step.kind) {
      case "activity":
        return context.df.callActivity("value", step.value);
      case "retried": {
        const input = { key, times: step.failures };
        return context.df.callActivityWithRetry("failing", new df.RetryOptions(1000, 3), input);
      }
      case "timer":
        return context.df.createTimer(after(context, step.seconds));
      case "call":
        return context.df.callEntity(new df.EntityId("sum", key), "add", step.value);
      case "all":
        return context.df.Task.all(step.steps.map(taskOf));
      case "sub":
        return context.df.callSubOrchestrator("program", step.steps);
      default:
        throw new Error(`${step.kind} is no task`);
    }
  };
  for (const step of steps) {
    if (step.kind === "signal") {
      context.df.signalEntity(new df.EntityId("sum", "signals"), "add", step.value);
    } else if (step.kind === "raceLost") {
      const timer = context.df.createTimer(after(context, step.seconds));
      yield context.df.Task.any([context.df.callActivity("value", 1), timer]);
      timer.cancel();
    } else {
      yield taskOf(step);
    }
  }
  const last: number = yield context.df.callActivity("value", steps.length);
  return last;
});

function after(context: df.OrchestrationContext, seconds: number): Date {
  return new Date(context.df.currentUtcDateTime.getTime() + seconds * 1000);
}
