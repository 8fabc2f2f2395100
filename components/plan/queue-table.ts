import { queues } from "../../functions/core/names.ts";

/** A queue of the system, by its name in Service Bus. */
export type QueueName = (typeof queues)[keyof typeof queues];

/** Every queue of the system. */
export const queueNames: readonly QueueName[] = Object.values(queues);

/** How every queue is set; create-only values among them, so a change replaces the queue. */
export const queueSettings = {
  /** Longest a message is locked for one delivery; Service Bus allows no more. */
  lockDuration: "PT5M",
  /** Deliveries before a message is dead-lettered. */
  maxDeliveryCount: 10,
  /** How long a message waits before it is dead-lettered. */
  defaultMessageTimeToLive: "P14D",
  /** How long a message id is remembered, to drop what is sent twice. Create-only. */
  duplicateDetectionHistoryTimeWindow: "P1D",
} as const;
