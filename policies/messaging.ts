import { at, type Policy, quoted, violation } from "./policy.ts";

/** No message is lost without somebody being able to see it. */
export const messagingPolicies: readonly Policy[] = [
  {
    kind: "resource",
    name: "queue-require-dead-lettering",
    level: "mandatory",
    rule: "A queue must dead-letter what expires.",
    why: "A message that expires without dead-lettering is gone, and nobody is told.",
    example: "deadLetteringOnMessageExpiration left out",
    mend: "Set deadLetteringOnMessageExpiration to true and alert on the dead-letter count.",
    types: ["servicebus:Queue", "servicebus:Subscription"],
    judge: (resource) => {
      const value = at(resource.properties, "deadLetteringOnMessageExpiration");
      return value === true
        ? []
        : [
            violation(
              resource,
              `deadLetteringOnMessageExpiration is ${quoted(value)}`,
              "Set it to true.",
            ),
          ];
    },
  },
  {
    kind: "resource",
    name: "queue-disallow-endless-deliveries",
    level: "mandatory",
    rule: "A queue must give up on a message after at most 10 deliveries.",
    why: "A poison message that is delivered for ever keeps an instance busy and hides the ones behind it.",
    example: "maxDeliveryCount: 1000",
    mend: "Set maxDeliveryCount from 1 to 10.",
    types: ["servicebus:Queue", "servicebus:Subscription"],
    judge: (resource) => {
      const value = at(resource.properties, "maxDeliveryCount") ?? 10;
      return typeof value === "number" && value >= 1 && value <= 10
        ? []
        : [violation(resource, `maxDeliveryCount is ${quoted(value)}`, "Set it from 1 to 10.")];
    },
  },
  {
    kind: "resource",
    name: "eventgrid-require-dead-lettering",
    level: "mandatory",
    rule: "An event subscription must have a dead-letter destination.",
    why: "Event Grid drops an event after its retries; an arrival lost here is a retrain that never happens.",
    example: "deadLetterWithResourceIdentity left out",
    mend: "Set deadLetterWithResourceIdentity to a blob container, by identity.",
    types: ["eventgrid:SystemTopicEventSubscription", "eventgrid:EventSubscription"],
    judge: (resource) => {
      const byIdentity = at(resource.properties, "deadLetterWithResourceIdentity");
      const plain = at(resource.properties, "deadLetterDestination");
      return byIdentity !== undefined || plain !== undefined
        ? []
        : [
            violation(
              resource,
              "it has no dead-letter destination",
              "Set deadLetterWithResourceIdentity.",
            ),
          ];
    },
  },
];
