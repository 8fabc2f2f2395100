import type { OrchestrationContext } from "durable-functions";
import { costOf, type LimitedTraining, limitTraining } from "../../core/improvement/allowance.ts";
import { pipelinesOf, tellPlan } from "../../core/improvement/plan.ts";
import { withStricterGate } from "../../core/improvement/stricter-gate.ts";
import type { TrainingFacts, Trial } from "../../core/improvement/trial.ts";
import { minute } from "../../core/instant.ts";
import { lifecycleSteps } from "../../core/names.ts";
import { type Judged, recordVerdict } from "../decide-action.ts";
import { record, show } from "../record.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { type Training, type TrainingEnd, trainToEnd } from "../train-to-end.ts";
import { now } from "../waits.ts";
import type { NextTrial } from "./make-plan.ts";
import { learn, leftOf, type Matter, roundOf, spend } from "./matter.ts";
import { runPipelines } from "./run-pipelines.ts";

/** How a plan was carried out: tried, whatever came of it, or not started for want of time, runs or money. */
export type CarriedOut = { kind: "tried"; matter: Matter } | { kind: "notStarted"; reason: string };

/** Carries out one plan: its pipelines, then one training run, then the lifecycle's own evaluation. */
export function* carryOut(
  context: OrchestrationContext,
  matter: Matter,
  next: NextTrial,
  championVersion: string | null,
): Recipe<CarriedOut> {
  const startedAt = now(context);
  // A hold or a person may have taken the time that the plan was checked against.
  const limited = trainingOf(context, matter, next, championVersion);
  if (limited.kind === "nothingLeft") {
    yield* recordNotStarted(context, matter, next, limited.reason);
    return { kind: "notStarted", reason: limited.reason };
  }
  const { training } = limited;
  const pipelines = yield* runPipelines(context, next, training);
  const run: TrainingEnd =
    pipelines.kind === "refreshed"
      ? yield* trainToEnd(context, training)
      : { kind: "failed", reason: pipelines.reason, run: null, attempt: 0 };
  const minutes = (now(context) - startedAt) / minute;
  const runs = pipelines.runs + run.attempt;
  const dollars = costOf(minutes, matter.subject.definition.training);
  const paid = spend(matter, { runs, tokens: 0, dollars });
  if (run.kind === "failed") {
    const result = { kind: "failed" as const, reason: run.reason };
    const trial = trialOf(next, { minutes, result, facts: unknownFacts(next) });
    return { kind: "tried", matter: learn(paid, trial, null) };
  }
  const evaluated = yield* evaluate(context, paid, next, { training, run, minutes });
  return { kind: "tried", matter: evaluated };
}

function* recordNotStarted(
  context: OrchestrationContext,
  { subject, spent }: Matter,
  { plan, iteration }: NextTrial,
  reason: string,
): Recipe<void> {
  yield* record(context, {
    step: `${roundOf(iteration)}not-started`,
    model: subject.model,
    pattern: "improvement",
    kind: "run",
    inputs: { plan, iteration, spent },
    verdict: "notStarted",
    action: "stop",
    autonomy: null,
    reasons: [reason],
  });
}

function* evaluate(
  context: OrchestrationContext,
  matter: Matter,
  next: NextTrial,
  done: {
    training: Training;
    run: Extract<TrainingEnd, { kind: "succeeded" }>;
    minutes: number;
  },
): Recipe<Matter> {
  const step = stepsOf(context);
  const { training, run, minutes } = done;
  show(context, lifecycleSteps.evaluateMetrics);
  const { model, instance } = training;
  const definition = withStricterGate(matter.subject.definition);
  const { attempt, triggeredAt } = run;
  const judged = yield* step.evaluateMetrics({ model, definition, instance, attempt, triggeredAt });
  yield* recordVerdict(context, { ...matter.subject, definition }, judged, roundOf(next.iteration));
  const facts = yield* readFacts(context, matter, next, judged);
  const result = { kind: "judged" as const, verdict: judged.verdict };
  return learn(matter, trialOf(next, { minutes, result, facts }), judged);
}

/** The settings are those of the plan that was checked: a run that logs others is not believed. */
function* readFacts(
  context: OrchestrationContext,
  { subject }: Matter,
  next: NextTrial,
  { evidence }: Judged,
): Recipe<TrainingFacts> {
  const step = stepsOf(context);
  if (evidence.kind === "missing") return unknownFacts(next);
  const { runId, championVersion } = evidence;
  const { registeredModel } = subject.definition;
  const { facts } = yield* step.readTrainingFacts({ runId, registeredModel, championVersion });
  return { ...facts, settings: next.settings };
}

function trialOf(
  { iteration, plan, digest }: NextTrial,
  came: Pick<Trial, "minutes" | "result" | "facts">,
): Trial {
  return { iteration, plan, digest, ...came };
}

function unknownFacts({ settings }: NextTrial): TrainingFacts {
  return { settings, trainingRows: null, training: {}, drift: {} };
}

/** The run is told its plan, its iteration and whose retrain it improves, and may not use more than is left. */
function trainingOf(
  context: OrchestrationContext,
  matter: Matter,
  { plan, iteration }: NextTrial,
  championVersion: string | null,
): { kind: "limited"; training: Training } | Extract<LimitedTraining, { kind: "nothingLeft" }> {
  const { request, subject } = matter;
  const { definition } = subject;
  const left = leftOf(matter, now(context));
  const limited = limitTraining(definition.training, left, new Set(pipelinesOf(plan)).size);
  if (limited.kind === "nothingLeft") return limited;
  const training = {
    ...request.training,
    definition: { ...definition, training: limited.training },
    instance: `${context.df.instanceId}:${iteration}`,
    championVersion,
    improvement: {
      plan: tellPlan(plan, { iteration, parent: request.parent }),
      round: roundOf(iteration),
    },
  };
  return { kind: "limited", training };
}
