import type { DurableClient, DurableOrchestrationStatus } from "durable-functions";

/** Status of an orchestration without its input, or null where none has this id. */
export async function findInstance(
  client: DurableClient,
  instanceId: string,
): Promise<DurableOrchestrationStatus | null> {
  try {
    return await client.getStatus(instanceId, { showInput: false });
  } catch (error) {
    // The client tells a missing instance by its message alone (durable-functions 3.5, DurableClient.getStatus).
    if (error instanceof Error && error.message.includes("HTTP 404")) return null;
    throw error;
  }
}
