import type { EntityContext } from "durable-functions";
import * as df from "durable-functions";

/** Fails until the attempt of the given number; counts per key, over one process. */
const attempts = new Map<string, number>();

df.app.activity("flaky", {
  handler: ({ key, succeedsAt }: { key: string; succeedsAt: number }) => {
    const attempt = (attempts.get(key) ?? 0) + 1;
    attempts.set(key, attempt);
    if (attempt < succeedsAt) throw new Error(`attempt ${attempt} of ${key} failed`);
    return attempt;
  },
});

df.app.activity("echo", { handler: (input: unknown) => input });

df.app.activity("nothing", { handler: () => undefined });

df.app.entity("counter", (context: EntityContext<number>) => {
  const value = context.df.getState(() => 0) ?? 0;
  const input = context.df.getInput<number>() ?? 0;
  switch (context.df.operationName) {
    case "add":
      context.df.setState(value + input);
      return context.df.return(value + input);
    case "get":
      return context.df.return(value);
    case "relay":
      context.df.signalEntity(new df.EntityId("counter", "relayed"), "add", input);
      return context.df.return("relayed");
    case "fail":
      throw new Error("no");
    case "delete":
      return context.df.destructOnExit();
    default:
  }
});

df.app.orchestration("echoes", function* (context) {
  const text: string = yield context.df.callActivity("echo", "a text");
  const object: object = yield context.df.callActivity("echo", { a: [1, null] });
  const number: number = yield context.df.callActivity("echo", 1.5);
  const nothing: unknown = yield context.df.callActivity("nothing");
  return { text, object, number, nothing, input: context.df.getInput() };
});

df.app.orchestration("retrying", function* (context) {
  const { key, succeedsAt } = context.df.getInput<{ key: string; succeedsAt: number }>();
  const options = new df.RetryOptions(1000, 3);
  options.backoffCoefficient = 2;
  const started = context.df.currentUtcDateTime.getTime();
  const outcome = yield* caught(function* (): Part<object> {
    return {
      kind: "done",
      attempt: yield context.df.callActivityWithRetry("flaky", options, { key, succeedsAt }),
    };
  });
  const seconds = (context.df.currentUtcDateTime.getTime() - started) / 1000;
  const after: string = yield context.df.callActivity("echo", "still numbered right");
  return { ...outcome, seconds, after };
});

type Part<T> = Generator<df.Task, T, unknown>;

function* caught<T>(body: () => Part<T>): Part<T | { kind: string; message: string }> {
  try {
    return yield* body();
  } catch (error) {
    return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
  }
}

df.app.orchestration("failing", function* (context) {
  context.df.signalEntity(new df.EntityId("counter", "before-failure"), "add", 1);
  yield context.df.callActivity("flaky", { key: context.df.instanceId, succeedsAt: 9 });
});

df.app.orchestration("fanOut", function* (context) {
  const count = context.df.getInput<number>();
  const tasks = Array.from({ length: count }, (_, index) => context.df.callActivity("echo", index));
  const results: number[] = yield context.df.Task.all(tasks);
  return results.reduce((sum, each) => sum + each, 0);
});

df.app.orchestration("parent", function* (context) {
  const { child, id } = context.df.getInput<{ child: string; id?: string }>();
  return yield* caught(function* (): Part<object> {
    return { kind: "done", result: yield context.df.callSubOrchestrator(child, 3, id) };
  });
});

df.app.orchestration("approval", function* (context) {
  const deadline = new Date(context.df.currentUtcDateTime.getTime() + 24 * 3600 * 1000);
  const timer = context.df.createTimer(deadline);
  const answer = context.df.waitForExternalEvent("answer");
  const winner: unknown = yield context.df.Task.any([answer, timer]);
  if (winner === timer) return "expired";
  timer.cancel();
  const confirmed: string = yield context.df.callActivity("echo", "told everyone");
  return { answer: answer.result, confirmed };
});

df.app.orchestration("collector", function* (context) {
  const seen = context.df.getInput<string[]>() ?? [];
  const next: string = yield context.df.waitForExternalEvent("item");
  if (next !== "end") context.df.continueAsNew([...seen, next]);
  return seen;
});

df.app.orchestration("counting", function* (context) {
  const count = context.df.getInput<number>();
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 3600 * 1000));
  if (count > 0) context.df.continueAsNew(count - 1);
  return "done";
});

df.app.orchestration("entityUser", function* (context) {
  const counter = new df.EntityId("Counter", context.df.getInput<string>());
  context.df.signalEntity(counter, "add", 2);
  const sum: number = yield context.df.callEntity(counter, "add", 3);
  const relayed: string = yield context.df.callEntity(counter, "relay", 7);
  const failure = yield* caught(function* (): Part<object> {
    return { kind: "done", result: yield context.df.callEntity(counter, "fail") };
  });
  return { sum, relayed, failure };
});

df.app.orchestration("critical", function* (context) {
  const names = ["from", "to"].map((key) => new df.EntityId("counter", key));
  const [from, to] = [new df.EntityId("counter", "from"), new df.EntityId("counter", "to")];
  const lock: df.DurableLock = yield context.df.lock(names);
  const before: number = yield context.df.callEntity(from, "get");
  yield context.df.createTimer(new Date(context.df.currentUtcDateTime.getTime() + 1000));
  yield context.df.callEntity(from, "add", -1);
  yield context.df.callEntity(to, "add", 1);
  lock.release();
  const after: string = yield context.df.callActivity("echo", "released");
  return { before, after };
});

df.app.orchestration("lockAndDie", function* (context) {
  yield context.df.lock([new df.EntityId("counter", "held")]);
  yield context.df.waitForExternalEvent("never");
});

df.app.orchestration("staleRace", function* (context) {
  const deadline = new Date(context.df.currentUtcDateTime.getTime() + 3600 * 1000);
  const timer = context.df.createTimer(deadline);
  yield context.df.Task.any([context.df.waitForExternalEvent("one"), timer]);
  yield context.df.Task.any([context.df.waitForExternalEvent("two"), timer]);
  timer.cancel();
});

df.app.orchestration("retryAgainstClock", function* (context) {
  const deadline = new Date(context.df.currentUtcDateTime.getTime() + 3600 * 1000);
  const timer = context.df.createTimer(deadline);
  const input = { key: context.df.instanceId, succeedsAt: 2 };
  const retried = context.df.callActivityWithRetry("flaky", new df.RetryOptions(1000, 3), input);
  yield context.df.Task.any([retried, timer]);
  timer.cancel();
  yield context.df.callActivity("echo", "after");
});

df.app.orchestration("signaller", function* (context) {
  const counter = new df.EntityId("counter", "flood");
  for (let left = context.df.getInput<number>(); left > 0; left -= 1) {
    context.df.signalEntity(counter, "add", 1);
  }
  const sum: number = yield context.df.callEntity(counter, "get");
  return sum;
});

df.app.orchestration("status", function* (context) {
  context.df.setCustomStatus({ step: 1 });
  yield context.df.waitForExternalEvent("next");
  context.df.setCustomStatus({ step: 2, parent: context.df.parentInstanceId ?? null });
  yield context.df.waitForExternalEvent("next");
});

df.app.orchestration("longSleep", function* (context) {
  const started = context.df.currentUtcDateTime.getTime();
  yield context.df.createTimer(new Date(started + 20 * 24 * 3600 * 1000));
  const after: number = yield context.df.callActivity("echo", 5);
  return { days: (context.df.currentUtcDateTime.getTime() - started) / 86_400_000, after };
});

df.app.orchestration("impatient", function* (context) {
  const options = new df.RetryOptions(60_000, 5);
  options.retryTimeoutInMilliseconds = 30_000;
  yield context.df.callActivityWithRetry("flaky", options, {
    key: context.df.instanceId,
    succeedsAt: 9,
  });
});

df.app.orchestration("caller", function* (context) {
  yield context.df.callHttp({ method: "GET", url: "http://127.0.0.1:1/" });
});

df.app.client.http("begin", {
  route: "begin/{name}/{id}",
  methods: ["POST"],
  handler: async (request, client) => {
    const { name = "", id = "" } = request.params;
    const text = await request.text();
    try {
      const instanceId = await client.startNew(name, {
        instanceId: id,
        input: text === "" ? undefined : JSON.parse(text),
      });
      return client.createCheckStatusResponse(request, instanceId);
    } catch (error) {
      return { status: 409, body: String(error) };
    }
  },
});

df.app.client.http("manage", {
  route: "manage/{operation}/{id}",
  methods: ["POST"],
  handler: async (request, client) => {
    const { operation, id = "" } = request.params;
    switch (operation) {
      case "status":
        return { jsonBody: await client.getStatus(id, { showHistory: true }) };
      case "all":
        return { jsonBody: await client.getStatusAll() };
      case "failed":
        return {
          jsonBody: await client.getStatusBy({
            runtimeStatus: [df.OrchestrationRuntimeStatus.Failed],
          }),
        };
      case "purge":
        return { jsonBody: await client.purgeInstanceHistory(id) };
      case "purgeAll":
        return { jsonBody: await client.purgeInstanceHistoryBy({ createdTimeFrom: new Date(0) }) };
      case "terminate":
        await client.terminate(id, "enough");
        return { status: 202 };
      case "suspend":
        await client.suspend(id, "wait");
        return { status: 202 };
      case "resume":
        await client.resume(id, "go on");
        return { status: 202 };
      case "rewind":
        return client.rewind(id, "again").then(
          () => ({ status: 202 }),
          (error: unknown) => ({ status: 501, body: String(error) }),
        );
      case "raise":
        await client.raiseEvent(id, request.query.get("name") ?? "", await request.json());
        return { status: 202 };
      case "entity":
        return { jsonBody: await client.readEntityState(new df.EntityId("counter", id)) };
      case "signal":
        await client.signalEntity(new df.EntityId("counter", id), "add", await request.json());
        return { status: 202 };
      default:
        return { status: 404 };
    }
  },
});
