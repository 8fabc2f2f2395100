import { app, output } from "@azure/functions";

const out = output.serviceBusQueue({ connection: "ServiceBus", queueName: "out" });
const poison = output.serviceBusQueue({ connection: "ServiceBus", queueName: "poisoned" });

app.serviceBusQueue("echoOne", {
  connection: "ServiceBus",
  queueName: "one",
  extraOutputs: [out],
  handler: (message, context) => {
    const { messageId, deliveryCount, enqueuedTimeUtc } = context.triggerMetadata ?? {};
    context.extraOutputs.set(out, { message, messageId, deliveryCount, enqueuedTimeUtc });
  },
});

app.serviceBusQueue("takeMany", {
  connection: "ServiceBus",
  queueName: "many",
  cardinality: "many",
  extraOutputs: [out],
  handler: (messages, context) => {
    const list = messages as unknown[];
    const { messageIdArray } = context.triggerMetadata ?? {};
    context.extraOutputs.set(out, { count: list.length, first: list[0], messageIdArray });
  },
});

let isMended = false;

app.serviceBusQueue("fragile", {
  connection: "ServiceBus",
  queueName: "fragile",
  extraOutputs: [poison],
  handler: (message, context) => {
    context.extraOutputs.set(poison, message);
    if (!isMended) throw new Error("cannot digest this");
  },
});

app.http("mend", {
  methods: ["POST"],
  handler: async (request) => {
    isMended = (await request.json()) === true;
    return { status: 204 };
  },
});

app.serviceBusQueue("fanOut", {
  connection: "ServiceBus",
  queueName: "fan",
  return: out,
  handler: () => ["a", { b: 1 }],
});

let failuresLeft = 0;
app.http("failNext", {
  methods: ["POST"],
  handler: async (request) => {
    failuresLeft = (await request.json()) as number;
    return { status: 204 };
  },
});

app.eventHub("readMany", {
  connection: "EventHubs",
  eventHubName: "%HUB_NAME%",
  cardinality: "many",
  return: output.serviceBusQueue({ connection: "ServiceBus", queueName: "batches" }),
  handler: (events) => {
    if (failuresLeft > 0) {
      failuresLeft -= 1;
      throw new Error("not now");
    }
    return { size: (events as unknown[]).length, last: (events as unknown[]).at(-1) };
  },
});

app.eventHub("readOne", {
  connection: "EventHubs",
  eventHubName: "%HUB_NAME%",
  consumerGroup: "second",
  retry: { strategy: "fixedDelay", delayInterval: { seconds: 30 }, maxRetryCount: 2 },
  handler: (event, context) => {
    if (event === "bad") throw new Error(`bad, try ${context.retryContext?.retryCount}`);
  },
});

app.timer("everyHour", {
  schedule: "0 0 * * * *",
  return: output.serviceBusQueue({ connection: "ServiceBus", queueName: "ticks" }),
  handler: (timer) => ({ isPastDue: timer.isPastDue, next: timer.scheduleStatus.next }),
});
