import { type DurableClient, OrchestrationRuntimeStatus } from "durable-functions";
import { findInstance } from "./find-instance.ts";

const ended = new Set<string>([
  OrchestrationRuntimeStatus.Completed,
  OrchestrationRuntimeStatus.Failed,
  OrchestrationRuntimeStatus.Terminated,
]);

/** Starts an orchestration under an id that it always has; where the last one still runs, it starts nothing. */
export async function startUnlessRunning(
  client: DurableClient,
  name: string,
  instanceId: string,
  input: unknown,
): Promise<void> {
  const known = await findInstance(client, instanceId);
  if (known !== null && !ended.has(known.runtimeStatus)) return;
  await client.startNew(name, { instanceId, input });
}
