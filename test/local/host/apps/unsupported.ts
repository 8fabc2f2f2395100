import { app, output } from "@azure/functions";

app.serviceBusTopic("topic", {
  connection: "ServiceBus",
  topicName: "t",
  subscriptionName: "s",
  handler: () => {},
});

app.serviceBusQueue("sessions", {
  connection: "ServiceBus",
  queueName: "q",
  isSessionsEnabled: true,
  handler: () => {},
});

app.storageBlob("blob", {
  connection: "Storage",
  path: "c/{name}",
  return: output.table({ connection: "Storage", tableName: "t" }),
  handler: () => {},
});
