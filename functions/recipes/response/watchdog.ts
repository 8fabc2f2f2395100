// Started by a timer with all that runs.
// Promises an incident for each orchestration that did nothing for longer than its own limit; it ends none of them.
// Survives a crash anywhere: an incident's key is the instance and its last sign of life.
import type { OrchestrationContext } from "durable-functions";
import { isoOf } from "../../core/instant.ts";
import type { RunningInstance, StuckInstance } from "../../core/response/find-stuck.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { openIncident } from "../tell.ts";
import { now } from "../waits.ts";

const mostTold = 20;

/** Tells of every orchestration that is stuck, at most twenty at once. */
export function* watchdog(context: OrchestrationContext): Recipe<{ stuck: number }> {
  const step = stepsOf(context);
  const { running } = context.df.getInput<{ running: RunningInstance[] }>();
  const { stuck } = yield* step.findStuck({ running, now: now(context) });
  for (const instance of stuck.slice(0, mostTold)) {
    yield* openIncident(context, reportStuck(instance));
  }
  return { stuck: stuck.length };
}

function reportStuck(instance: StuckInstance & { owner: string }) {
  const { instanceId, name, status, model, owner, updatedAt, silentMinutes, limitMinutes } =
    instance;
  return {
    key: `stuck ${instanceId} ${updatedAt}`,
    model,
    owner,
    severity: "warning" as const,
    what: `A ${name} makes no progress`,
    numbers: [
      { name: "instance", value: `${instanceId}, ${status}` },
      { name: "silent", value: `${silentMinutes} minutes (its limit: ${limitMinutes})` },
      { name: "last sign of life", value: isoOf(updatedAt) },
    ],
    done: "Told you. It was not ended: it may hold leave to act.",
    undo: "Nothing to undo: nothing was changed.",
    ifIgnored: "What it was to do is not done, and its model may wait for it.",
  };
}
