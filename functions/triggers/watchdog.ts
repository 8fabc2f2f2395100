import { app, type DurableClient, OrchestrationRuntimeStatus } from "durable-functions";
import { allModels, instanceId, orchestrations, triggers } from "../core/names.ts";
import type { RunningInstance } from "../core/response/find-stuck.ts";
import { startUnlessRunning } from "./start-unless-running.ts";

const schedule = "0 */30 * * * *";

/** Registers the timer that looks for orchestrations which make no progress. */
export function registerWatchdog(): void {
  app.client.timer(triggers.onWatchdog, {
    schedule,
    async handler(_, client) {
      const running = await findRunning(client);
      if (running.length === 0) return;
      const id = instanceId("watchdog", allModels, "looks");
      await startUnlessRunning(client, orchestrations.watchdog, id, { running });
    },
  });
}

async function findRunning(client: DurableClient): Promise<RunningInstance[]> {
  const { Running, Pending, Suspended } = OrchestrationRuntimeStatus;
  const found = await client.getStatusBy({ runtimeStatus: [Running, Pending, Suspended] });
  return found
    .filter(({ name }) => name in orchestrations && name !== orchestrations.watchdog)
    .map((status) => ({
      instanceId: status.instanceId,
      name: status.name,
      status: status.runtimeStatus,
      updatedAt: new Date(status.lastUpdatedTime).getTime(),
    }));
}
