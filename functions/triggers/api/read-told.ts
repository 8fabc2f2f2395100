import { type DurableClient, OrchestrationRuntimeStatus } from "durable-functions";
import { describeIncident, type Incident } from "../../core/incident.ts";
import { isoOf } from "../../core/instant.ts";
import { notificationId } from "../../core/names.ts";
import { findInstance } from "../find-instance.ts";

/** What became of one card at one notifier; `at` is ISO 8601. */
export type Told =
  | { kind: "told"; notifier: string; at: string }
  /** It has not answered yet; it is tried for four hours. */
  | { kind: "trying"; notifier: string; since: string }
  | { kind: "failed"; notifier: string; at: string; error: string }
  /** Nobody asked it: it was configured later, or the start of it is still to come. */
  | { kind: "notAsked"; notifier: string };

/** Reads who was told of an incident, or could not be: one answer for each notifier that is configured now. */
export async function readTold(
  client: DurableClient,
  incident: Incident,
  notifiers: readonly { name: string }[],
): Promise<Told[]> {
  const { key } = describeIncident(incident);
  return await Promise.all(
    notifiers.map(({ name }) => readOne(client, notificationId(incident.model, key, name), name)),
  );
}

async function readOne(client: DurableClient, id: string, notifier: string): Promise<Told> {
  const found = await findInstance(client, id);
  if (found === null) return { kind: "notAsked", notifier };
  const at = isoOf(new Date(found.lastUpdatedTime).getTime());
  const since = isoOf(new Date(found.createdTime).getTime());
  switch (found.runtimeStatus) {
    case OrchestrationRuntimeStatus.Completed: {
      const { kind } = found.output as { kind: "told" | "gone" };
      return kind === "told" ? { kind, notifier, at } : { kind: "notAsked", notifier };
    }
    case OrchestrationRuntimeStatus.Failed:
    case OrchestrationRuntimeStatus.Terminated:
    case OrchestrationRuntimeStatus.Canceled:
      return { kind: "failed", notifier, at, error: String(found.output) };
    default:
      return { kind: "trying", notifier, since };
  }
}
