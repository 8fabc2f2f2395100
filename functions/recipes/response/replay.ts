// Started by a person's order through the API, after the fix of what could not be handled.
// Promises the oldest dead letters of a queue delivered again, and the order in the ledger.
// Survives a crash anywhere: a letter is taken away only once it was sent, and the same one is sent under the same id.
import type { OrchestrationContext } from "durable-functions";
import { allModels } from "../../core/names.ts";
import { record } from "../record.ts";
import { type Recipe, stepsOf } from "../steps.ts";

/** What a person wants delivered again. */
export interface ReplayOrder {
  queue: string;
  by: string;
  reason: string;
}

/** How many were delivered again; `problem` ended it before all that were found. */
export interface ReplayEnd {
  replayed: number;
  problem: string | null;
}

/** Replays dead letters because a person says so. */
export function* replay(context: OrchestrationContext): Recipe<ReplayEnd> {
  const step = stepsOf(context);
  const { queue, by, reason } = context.df.getInput<ReplayOrder>();
  const { replayed, problem } = yield* step.replayDeadLetters({ queue });
  yield* record(context, {
    step: "replay",
    model: allModels,
    pattern: "operator",
    kind: "replay",
    inputs: { queue, by, replayed, problem },
    verdict: null,
    action: "replay",
    autonomy: null,
    reasons: [
      `${by}: ${reason}`,
      `${replayed} dead letter(s) of ${queue} are delivered again.`,
      ...(problem === null ? [] : [`It ended before all were: ${problem}`]),
    ],
  });
  return { replayed, problem };
}
