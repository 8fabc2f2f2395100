import type { Catalogue } from "../../functions/core/catalogue/model-definition.ts";
import { trainingJobName } from "../../functions/core/names.ts";
import type { WorkspaceEvent } from "../workspace/workspace-event.ts";
import type { NightEvent } from "./night-event.ts";

/** What an event of the workspace means; models go by their id. `runStarts` remembers when attempts began. */
export function tellWorkspace(
  event: WorkspaceEvent,
  catalogue: Catalogue,
  runStarts: Map<string, number>,
): NightEvent[] {
  const models = Object.entries(catalogue);
  if (event.type === "alias") {
    const known = models.find(([, { registeredModel }]) => registeredModel === event.model);
    return [{ ...event, model: known?.[0] ?? event.model }];
  }
  if (event.type !== "run") return [];
  const known = models.find(([id]) => trainingJobName(id) === event.job);
  const attempt = `${event.runId}/${event.attempt}`;
  const at = Date.parse(event.at);
  const common = {
    type: "run",
    at: event.at,
    model: known?.[0] ?? event.job,
    run: event.runId,
  } as const;
  if (event.state === "started") {
    runStarts.set(attempt, at);
    return [{ ...common, state: "started", result: null, seconds: null }];
  }
  const seconds = (at - (runStarts.get(attempt) ?? at)) / 1000;
  return [{ ...common, state: "ended", result: event.code, seconds }];
}
