// Started by a lifecycle once its run is triggered. Promises how the run ended, or that it was cancelled
// at its deadline. Survives anything: the wait is a durable timer, and the history starts anew every 20
// looks, since the cost of replay grows with its square (docs/decisions/0016).
import type { OrchestrationContext } from "durable-functions";
import { classifyRun, type RunOutcome } from "../core/lifecycle/classify-run.ts";
import { type PollRule, planPoll } from "../core/lifecycle/plan-run.ts";
import { lifecycleSteps, orchestrations } from "../core/names.ts";
import { type Recipe, stepsOf } from "./steps.ts";
import { now, sleepUntil } from "./waits.ts";

/** What is polled, and from which look on. */
export interface PollRequest {
  runId: string;
  rule: PollRule;
  /** Number of the next look, from 1. */
  look: number;
}

/** How a run ended, as its last look shows it. */
export interface RunEnd {
  outcome: Exclude<RunOutcome, { kind: "running" }>;
  /** Null where the workspace no longer knows the run. */
  run: {
    pageUrl: string;
    endedAt: number | null;
    tasks: { key: string; runId: string; code: string | null }[];
  } | null;
}

const looksPerHistory = 20;

/** Looks at a run until it has ended. */
export function* pollJobStatus(context: OrchestrationContext): Recipe<RunEnd | null> {
  const step = stepsOf(context);
  const request = context.df.getInput<PollRequest>();
  const { runId, rule } = request;
  const last = request.look + looksPerHistory;
  for (let look = request.look; look < last; look++) {
    const run = yield* step.readJobRun({ runId });
    if (run === null) return { outcome: lost(runId), run };
    const outcome = classifyRun(run);
    if (outcome.kind !== "running") return { outcome, run };
    const next = planPoll(rule, look, now(context));
    if (next.kind === "expired") {
      yield* step.cancelJobRun({ runId });
      return { outcome: overdue(rule), run };
    }
    yield* sleepUntil(context, next.until);
  }
  context.df.continueAsNew({ ...request, look: last } satisfies PollRequest);
  return null;
}

/** Polls a run in a history of its own. */
export function* pollToEnd(
  context: OrchestrationContext,
  request: Omit<PollRequest, "look">,
): Recipe<RunEnd> {
  const id = `${context.df.instanceId}:${lifecycleSteps.pollJobStatus}:${request.runId}:${request.rule.startedAt}`;
  return (yield context.df.callSubOrchestrator(
    orchestrations.pollJobStatus,
    { ...request, look: 1 } satisfies PollRequest,
    id,
  )) as RunEnd;
}

function lost(runId: string): RunEnd["outcome"] {
  const reason = `The workspace no longer knows run ${runId}.`;
  return { kind: "retry", code: "LOST", reason };
}

function overdue({ maxRunMinutes }: PollRule): RunEnd["outcome"] {
  const reason = `The run passed its limit of ${maxRunMinutes} minutes and was cancelled.`;
  return { kind: "cancelled", code: "DEADLINE", reason };
}
