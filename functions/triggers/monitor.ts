import { app } from "durable-functions";
import type { Catalogue, ModelDefinition } from "../core/catalogue/model-definition.ts";
import { instanceId, orchestrations, triggers } from "../core/names.ts";
import { startUnlessRunning } from "./start-unless-running.ts";

/** Every five minutes, half a minute late: what the last minute wrote is then there. */
const schedule = "30 */5 * * * *";

/** Registers the timer that looks at every model that declares something to measure. */
export function registerMonitor(catalogue: Catalogue): void {
  const measured = Object.entries(catalogue).filter(([, definition]) => isMeasured(definition));
  app.client.timer(triggers.onMonitoring, {
    schedule,
    async handler(_, client) {
      for (const [model] of measured) {
        const id = instanceId("monitoring", model, "looks");
        await startUnlessRunning(client, orchestrations.monitoring, id, { model });
      }
    },
  });
}

function isMeasured({ monitoring, improvement }: ModelDefinition): boolean {
  const { table, dollarsPerDay } = monitoring;
  return table !== undefined || dollarsPerDay !== undefined || improvement.pipelines.length > 0;
}
