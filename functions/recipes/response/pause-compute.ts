import type { OrchestrationContext } from "durable-functions";
import { minute } from "../../core/instant.ts";
import { allModels } from "../../core/names.ts";
import { keyOf, type OrderedItem, type PausedItem } from "../../core/response/plan-pause.ts";
import type { PausedRecord, PausedState } from "../../core/response/reduce-paused.ts";
import { type Leave, leaveToAct } from "../leave-to-act.ts";
import { record } from "../record.ts";
import { releaseLeave } from "../release-leave.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { now, sleepUntil } from "../waits.ts";
import { describeItem, isNotYet, notePaused, orderEach, readPaused } from "./order-each.ts";
import { type Situation, titleOf } from "./situation.ts";
import { waitForAllHolds } from "./wait-for-all-holds.ts";

/** How a pause ended. */
export type PauseEnd =
  /** At least one piece was stopped; each has what became of it, and for whom it is remembered. */
  | { kind: "paused"; items: (OrderedItem & Pick<PausedRecord, "by">)[] }
  | { kind: "refused"; reason: string }
  /** While a model was on hold, the alert cleared, or a later response took it over. */
  | { kind: "cleared" }
  | { kind: "withheld"; by: "observe" | "person" | "guard"; reason: string };

/** Rounds, a minute apart, until whoever is on call is told what does not answer. */
const mostRounds = 10;

/**
 * Pauses compute that may be paused, if all who are asked allow it: it is everybody's, so the most cautious model's
 * rules count, and no model may be on hold. What state it was in is recorded first, in the
 * ledger and for `resume`, so that a crash half-way leaves nothing paused that nobody can undo.
 */
export function* pauseCompute(
  context: OrchestrationContext,
  situation: Situation,
): Recipe<PauseEnd> {
  const step = stepsOf(context);
  const { model } = situation;
  const found = yield* step.findPausable({});
  if (found.length === 0) return { kind: "refused", reason: yield* whyNothing(context) };
  const { rules, models } = yield* step.readPauseRules({});
  if (rules === null) return { kind: "refused", reason: "The catalogue has no model: deploy one." };
  if ((yield* waitForAllHolds(context, situation, models)) === "cleared")
    return { kind: "cleared" };
  const leave = yield* askLeave(context, { ...situation, rules }, found);
  if (leave.kind === "withheld") return { kind: "withheld", by: leave.by, reason: leave.reason };
  if ((yield* waitForAllHolds(context, situation, models)) === "cleared") {
    yield* releaseLeave(context, model, "failed");
    return { kind: "cleared" };
  }
  const asked = new Set(found.map(keyOf));
  // A person may have taken hours: what its owner stopped meanwhile is not ours to start again.
  const items = (yield* step.findPausable({})).filter((item) => asked.has(keyOf(item)));
  yield* recordPause(context, situation, items, leave.autonomy, "intended");
  const known = yield* notePaused(context, { kind: "add", by: model, items });
  const ordered = yield* stopAll(context, items);
  const running = ordered.filter(({ end }) => end.kind === "refused" || end.kind === "gone");
  if (running.length > 0) yield* notePaused(context, { kind: "remove", by: model, items: running });
  const isPaused = ordered.some(({ end }) => end.kind === "done");
  yield* recordPause(context, situation, ordered, leave.autonomy, isPaused ? "paused" : "refused");
  yield* releaseLeave(context, model, isPaused ? "done" : "failed");
  if (!isPaused) return { kind: "refused", reason: whyNone(ordered) };
  return {
    kind: "paused",
    items: ordered.map((item) => ({ ...item, by: ownerOf(known, item) ?? model })),
  };
}

/** Whose pause recorded an item first. */
function ownerOf(known: PausedState, item: PausedItem): string | undefined {
  return known.find((each) => keyOf(each) === keyOf(item))?.by;
}

function* askLeave(
  context: OrchestrationContext,
  situation: Situation,
  items: readonly PausedItem[],
): Recipe<Leave> {
  return yield* leaveToAct(context, {
    model: situation.model,
    // The rules are everybody's, but the guard compares the champion of the model whose budget it is.
    definition: {
      ...situation.rules,
      registeredModel: situation.definition?.registeredModel ?? "",
    },
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
}

/** Stops every piece; what does not answer is asked again, what refuses is not. */
function* stopAll(
  context: OrchestrationContext,
  items: readonly PausedItem[],
): Recipe<OrderedItem[]> {
  let ordered = yield* orderEach(context, items, "stopCompute");
  for (let round = 1; round < mostRounds && ordered.some(isNotYet); round++) {
    yield* sleepUntil(context, now(context) + minute);
    const again = yield* orderEach(context, ordered.filter(isNotYet), "stopCompute");
    ordered = [...ordered.filter((item) => !isNotYet(item)), ...again];
  }
  return ordered;
}

function* whyNothing(context: OrchestrationContext): Recipe<string> {
  const paused = yield* readPaused(context);
  if (paused.length === 0) {
    return "Nothing runs that may be paused: name compute in the argument pausable, or tag it.";
  }
  const each = paused.map((item) => `${describeItem(item)} for ${item.by}`).join(", ");
  const owners = [...new Set(paused.map(({ by }) => by))];
  const undo = owners.map((by) => `nightshift resume${by === allModels ? "" : ` ${by}`}`);
  return `What may be paused is paused already: ${each}. If something else costs, name it in the argument pausable, or tag it. Undo: ${undo.join(", ")}.`;
}

function whyNone(ordered: readonly OrderedItem[]): string {
  if (ordered.every(({ end }) => end.kind === "gone"))
    return "It was all stopped or deleted meanwhile.";
  const each = ordered.map((item) => describeItem(item, item.end)).join("; ");
  return `Nothing could be paused, stop it in Databricks: ${each}`;
}

function* recordPause(
  context: OrchestrationContext,
  { model, group }: Situation,
  items: readonly (PausedItem | OrderedItem)[],
  autonomy: string,
  verdict: "intended" | "paused" | "refused",
): Recipe<void> {
  yield* record(context, {
    step: `pause/${group.severity}/${verdict === "intended" ? "intended" : "paused"}`,
    model,
    pattern: "response",
    kind: "pause",
    inputs: { items, group },
    verdict,
    action: "pause",
    autonomy,
    reasons: items.map(reasonOf),
  });
}

function reasonOf(item: PausedItem | OrderedItem): string {
  if ("end" in item && item.end.kind !== "done") {
    return `${describeItem(item, item.end)} (could not be paused)`;
  }
  return `${item.kind} ${item.name} was ${item.state}`;
}
