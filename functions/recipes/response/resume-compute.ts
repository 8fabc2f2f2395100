import type { OrchestrationContext } from "durable-functions";
import { queues } from "../../core/names.ts";
import type { AlertGroupState } from "../../core/response/alert-group.ts";
import type { OrderedItem, PausedItem } from "../../core/response/plan-pause.ts";
import type { PausedRecord } from "../../core/response/reduce-paused.ts";
import { askEntity } from "../ask-entity.ts";
import { record } from "../record.ts";
import type { Recipe } from "../steps.ts";
import { openIncident } from "../tell.ts";
import { now, sleepUntil } from "../waits.ts";
import { describeItem, isNotYet, notePaused, orderEach } from "./order-each.ts";

/** What became of everything that was to run again, in words. */
export interface Resumption {
  started: string[];
  /** Not at rest yet, or not answering: tried again for half an hour. */
  waiting: string[];
  /** Refused, with why: stays recorded as paused, and a person is told. */
  refused: string[];
  /** Deleted while it was paused. */
  gone: string[];
}

/** Nothing was paused. */
export const nothingResumed: Resumption = { started: [], waiting: [], refused: [], gone: [] };

/** Rounds until a person is told what could not be started: half an hour. */
const mostRounds = 32;

/** Who resumes, and what they are told after each round. */
interface Resuming {
  model: string;
  by: string;
  tell(soFar: Resumption): void;
}

/**
 * Undoes every pause made for a model, or for `all`: starts exactly what is remembered as paused, and forgets a
 * piece only once it runs or was deleted. One that cannot be started keeps none of the others waiting.
 */
export function* resumeCompute(
  context: OrchestrationContext,
  paused: readonly PausedRecord[],
  resuming: Resuming,
): Recipe<Resumption> {
  const ended: OrderedItem[] = [];
  let left: readonly PausedItem[] = paused;
  for (let round = 1; ; round++) {
    const ordered = yield* orderEach(context, left, "startCompute");
    const waiting = ordered.filter(isNotYet);
    const over = ordered.filter((item) => !isNotYet(item));
    const items = over.filter(({ end }) => end.kind !== "refused");
    if (items.length > 0) {
      yield* notePaused(context, { kind: "remove", by: resuming.model, items });
    }
    ended.push(...over);
    const soFar = tally([...ended, ...waiting]);
    const isLast = waiting.length === 0 || round === mostRounds;
    if (round === 1 || over.length > 0 || isLast) {
      yield* recordResume(context, resuming, { round, of: paused.length, soFar });
    }
    yield* tellRefused(context, resuming, isLast ? ordered : over);
    resuming.tell(soFar);
    if (isLast) return soFar;
    left = waiting;
    yield* sleepUntil(context, now(context) + waitMs(round));
  }
}

/** Ends the budget group that the pause answered: the next overrun is a new one, and answered again. */
export function* endBudgetGroup(
  context: OrchestrationContext,
  model: string,
  { group }: AlertGroupState,
): Recipe<void> {
  if (group === null) return;
  const at = now(context);
  const alerts = group.firing.map((id) => ({
    ...group.worst,
    id,
    condition: "resolved" as const,
    at,
  }));
  yield* askEntity(context, "alertGroup", `${model}:${queues.budget}`, {
    kind: "fold",
    alerts,
    instance: context.df.instanceId,
    now: at,
  });
}

function waitMs(round: number): number {
  return Math.min(60, 5 * 2 ** (round - 1)) * 1000;
}

function tally(ordered: readonly OrderedItem[]): Resumption {
  const of = (kind: OrderedItem["end"]["kind"]) =>
    ordered.filter(({ end }) => end.kind === kind).map((item) => describeItem(item, item.end));
  return { started: of("done"), waiting: of("notYet"), refused: of("refused"), gone: of("gone") };
}

function* recordResume(
  context: OrchestrationContext,
  { model, by }: Resuming,
  { round, of, soFar }: { round: number; of: number; soFar: Resumption },
): Recipe<void> {
  const { started, waiting, refused, gone } = soFar;
  yield* record(context, {
    step: `resume/compute/${round}`,
    model,
    pattern: "operator",
    kind: "pause",
    inputs: { ...soFar },
    verdict: waiting.length + refused.length === 0 ? "resumed" : "resuming",
    action: "resume",
    autonomy: null,
    reasons: [
      `${by} resumed ${started.length} of ${of}.`,
      ...waiting.map((each) => `${each} It is tried again.`),
      ...refused.map((each) => `${each} It stays recorded as paused.`),
      ...gone.map((each) => `${each} was deleted meanwhile.`),
    ],
  });
}

/** Tells a person what a round could not start. */
function* tellRefused(
  context: OrchestrationContext,
  { model, by }: Resuming,
  ordered: readonly OrderedItem[],
): Recipe<void> {
  const failed = ordered.filter(({ end }) => "reason" in end);
  if (failed.length === 0) return;
  yield* openIncident(context, {
    key: `${context.df.instanceId} not resumed ${failed.map(({ id }) => id).join()}`,
    model,
    owner: by,
    severity: "warning",
    what: `${failed.length} piece(s) of compute could not be resumed`,
    numbers: failed.map((item) => ({ name: item.kind, value: describeItem(item, item.end) })),
    done: "Started the others. These stay recorded as paused.",
    undo: `Nothing to undo. After the mend, again: nightshift resume${model === "all" ? "" : ` ${model}`}`,
    ifIgnored: "They stay off.",
  });
}
