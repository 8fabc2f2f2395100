import type { DurableClient } from "durable-functions";

/** Starts an orchestration under an id of its own; where there already is one, running or ended, it starts nothing. */
export async function startOnce(
  client: DurableClient,
  name: string,
  instanceId: string,
  input: unknown,
): Promise<"started" | "exists"> {
  if (await exists(client, instanceId)) return "exists";
  try {
    await client.startNew(name, { instanceId, input });
    return "started";
  } catch (error) {
    // Somebody else may have started it in between: a second start of a running instance is refused.
    if (await exists(client, instanceId)) return "exists";
    throw error;
  }
}

async function exists(client: DurableClient, instanceId: string): Promise<boolean> {
  try {
    await client.getStatus(instanceId, { showInput: false });
    return true;
  } catch (error) {
    // The client tells a missing instance by its message alone (durable-functions 3.5, DurableClient.getStatus).
    if (error instanceof Error && error.message.includes("HTTP 404")) return false;
    throw error;
  }
}
