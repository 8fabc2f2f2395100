import type { OrchestrationContext } from "durable-functions";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import type { Instant } from "../core/instant.ts";
import { type NextAttempt, planAfterRun } from "../core/lifecycle/plan-run.ts";
import { lifecycleSteps } from "../core/names.ts";
import { pollToEnd, type RunEnd } from "./poll-job-status.ts";
import { record, show } from "./record.ts";
import { type Recipe, type Steps, stepsOf } from "./steps.ts";
import { now, sleepUntil } from "./waits.ts";

/** What is trained. */
export interface Training {
  model: string;
  definition: ModelDefinition;
  instance: string;
  /** Paths of the arrival below the bronze container. */
  data: readonly string[];
  championVersion: string | null;
  /** Seconds between the first and the second look at the run. */
  pollSeconds: number;
  /** What an improvement changes. @default a plain retrain */
  improvement?: { plan: Readonly<Record<string, unknown>>; round: string };
}

/** How training ended, after all attempts. */
export type TrainingEnd =
  | { kind: "succeeded"; runId: string; attempt: number; triggeredAt: Instant }
  | { kind: "failed"; reason: string; run: RunEnd | null; attempt: number };

type Started = { runId: string; attempt: number; triggeredAt: Instant };

/** Runs the training job until an attempt succeeds or none is left: retried or repaired by the class of its failure. */
export function* trainToEnd(
  context: OrchestrationContext,
  training: Training,
): Recipe<TrainingEnd> {
  const { definition, instance } = training;
  let repaired = "";
  let started = yield* trigger(context, training, 1);
  for (;;) {
    if (started.kind === "refused") {
      return { kind: "failed", reason: started.reason, run: null, attempt: 0 };
    }
    const { runId, attempt, triggeredAt } = started;
    show(context, lifecycleSteps.pollJobStatus);
    const end = yield* pollToEnd(context, { runId, rule: pollRuleOf(training, triggeredAt) });
    const next = planAfterRun(
      outcomeOf(end, repaired === runId),
      attempt,
      definition.training,
      instance,
    );
    if (next.kind === "done") return { kind: "succeeded", runId, attempt, triggeredAt };
    yield* recordEnd(context, training, { runId, attempt }, end, next);
    if (next.kind === "stop") return { kind: "failed", reason: next.reason, run: end, attempt };
    if (next.kind === "again") {
      yield* sleepUntil(context, now(context) + next.waitMs);
      started = yield* trigger(context, training, next.attempt);
    } else {
      repaired = runId;
      started = yield* repair(context, training, next.attempt, runId, end);
    }
  }
}

function* trigger(context: OrchestrationContext, training: Training, attempt: number) {
  const step = stepsOf(context);
  show(context, lifecycleSteps.triggerDatabricksJob);
  const triggeredAt = now(context);
  const answer = yield* step.triggerDatabricksJob(runOf(training, attempt));
  return { ...answer, attempt, triggeredAt };
}

function* repair(
  context: OrchestrationContext,
  training: Training,
  attempt: number,
  runId: string,
  end: RunEnd,
): Recipe<{ kind: "started" } & Started> {
  const step = stepsOf(context);
  const triggeredAt = now(context);
  const run = runOf(training, attempt);
  yield* step.repairJobRun({ runId, endedAt: end.run?.endedAt ?? null, run });
  return { kind: "started", runId, attempt, triggeredAt };
}

/** A run is repaired once; a second repair would need the id of the first, which a crash may have lost. */
function outcomeOf({ outcome }: RunEnd, wasRepaired: boolean): RunEnd["outcome"] {
  if (outcome.kind !== "repair" || !wasRepaired) return outcome;
  return { kind: "retry", code: outcome.code, reason: outcome.reason };
}

function runOf(training: Training, attempt: number): Parameters<Steps["triggerDatabricksJob"]>[0] {
  const { model, definition, instance, data, championVersion, improvement } = training;
  const plan = improvement?.plan;
  return { model, definition, instance, attempt, data, championVersion, plan };
}

function pollRuleOf({ instance, definition, pollSeconds }: Training, startedAt: Instant) {
  const { maxRunMinutes } = definition.training;
  return { instance, startedAt, firstSeconds: pollSeconds, maxRunMinutes };
}

function* recordEnd(
  context: OrchestrationContext,
  { model, improvement }: Training,
  { runId, attempt }: { runId: string; attempt: number },
  end: RunEnd,
  next: Exclude<NextAttempt, { kind: "done" }>,
): Recipe<void> {
  yield* record(context, {
    step: `${improvement?.round ?? ""}run/${attempt}`,
    model,
    pattern: improvement === undefined ? "lifecycle" : "improvement",
    kind: "run",
    inputs: { runId, attempt, end, next },
    verdict: end.outcome.kind,
    action: next.kind,
    autonomy: null,
    reasons: [next.reason],
  });
}
