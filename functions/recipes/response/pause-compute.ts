import type { OrchestrationContext } from "durable-functions";
import type { PausedItem } from "../../core/response/plan-pause.ts";
import { askEntity } from "../ask-entity.ts";
import { leaveToAct } from "../leave-to-act.ts";
import { record } from "../record.ts";
import { releaseLeave } from "../release-leave.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { type Situation, titleOf } from "./situation.ts";

/** How a pause ended. */
export type PauseEnd =
  | { kind: "paused"; items: PausedItem[] }
  | { kind: "refused"; reason: string }
  | { kind: "withheld"; by: "observe" | "person" | "guard"; reason: string };

/**
 * Pauses compute that may be paused, if all who are asked allow it. What state it was in is recorded first, in the
 * ledger and for `resume`, so that a crash half-way leaves nothing paused that nobody can undo.
 */
export function* pauseCompute(
  context: OrchestrationContext,
  situation: Situation,
): Recipe<PauseEnd> {
  const step = stepsOf(context);
  const { model } = situation;
  const items = yield* step.findPausable({});
  if (items.length === 0) {
    const reason =
      "Nothing runs that may be paused: name compute in the argument pausable, or tag it.";
    return { kind: "refused", reason };
  }
  const leave = yield* leaveToAct(context, {
    model,
    definition: situation.rules,
    pattern: "response",
    action: "pause",
    wish: { action: "pause" },
    evidence: "fair",
    undo: "nightshift resume starts exactly what was paused.",
    person: "byAutonomy",
    question: `Pause ${items.length} piece(s) of compute?`,
    seen: { items, worst: situation.group.worst },
    reasons: [titleOf(situation.group), ...items.map(({ kind, name }) => `${kind} ${name}`)],
    minutes: 30,
  });
  if (leave.kind === "withheld") return { kind: "withheld", by: leave.by, reason: leave.reason };
  yield* recordPause(context, situation, items, leave.autonomy, "intended");
  yield* askEntity(context, "paused", model, { kind: "add", items });
  for (const item of items) yield* step.stopCompute(item);
  yield* recordPause(context, situation, items, leave.autonomy, "paused");
  yield* releaseLeave(context, model, "done");
  return { kind: "paused", items };
}

function* recordPause(
  context: OrchestrationContext,
  { model, group }: Situation,
  items: readonly PausedItem[],
  autonomy: string,
  verdict: "intended" | "paused",
): Recipe<void> {
  yield* record(context, {
    step: `pause/${group.severity}/${verdict}`,
    model,
    pattern: "response",
    kind: "pause",
    inputs: { items, group },
    verdict,
    action: "pause",
    autonomy,
    reasons: items.map(({ kind, name, state }) => `${kind} ${name} was ${state}`),
  });
}
