import type { InvocationContext } from "@azure/functions";

/** Marks the record among all logs. */
const waitRecord = "nightshift.wait";

/**
 * Logs for how many seconds a message has waited in its queue since it was first sent, as one JSON record
 * `{record, queue, waitedSeconds}`: Service Bus has metrics of depth, and none of age.
 */
export function logWait(
  queue: string,
  context: Pick<InvocationContext, "triggerMetadata" | "info">,
): void {
  const sentAt = Date.parse(String(context.triggerMetadata?.enqueuedTimeUtc));
  if (!Number.isFinite(sentAt)) return;
  const waitedSeconds = Math.max(0, Date.now() - sentAt) / 1000;
  context.info(JSON.stringify({ record: waitRecord, queue, waitedSeconds }));
}
