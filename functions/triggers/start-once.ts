import type { DurableClient } from "durable-functions";
import { findInstance } from "./find-instance.ts";

/** Starts an orchestration under an id of its own; where there already is one, running or ended, it starts nothing. */
export async function startOnce(
  client: DurableClient,
  name: string,
  instanceId: string,
  input: unknown,
): Promise<"started" | "exists"> {
  if ((await findInstance(client, instanceId)) !== null) return "exists";
  try {
    await client.startNew(name, { instanceId, input });
    return "started";
  } catch (error) {
    // Somebody else may have started it in between: a second start of a running instance is refused.
    if ((await findInstance(client, instanceId)) !== null) return "exists";
    throw error;
  }
}
