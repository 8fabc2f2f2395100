// Started by the leader of a burst of arrivals, one at a time for each model.
// Promises a verdict in the ledger, and the champion kept unless a better one is proven and allowed.
// Survives a crash anywhere: every wait is durable, every effect has a key and acts once.
import type { OrchestrationContext } from "durable-functions";
import type { DatasetFindings } from "../core/dataset/dataset-facts.ts";
import { describeBrokenRule } from "../core/dataset/describe-broken-rule.ts";
import { lifecycleSteps } from "../core/names.ts";
import { type DecisionEnd, decideAction } from "./decide-action.ts";
import { handOver, type Rejected } from "./improvement/hand-over.ts";
import type { ImprovementEnd } from "./improvement/improvement.ts";
import {
  reportCrash,
  reportFailedRun,
  reportUnfitData,
  type Subject,
} from "./lifecycle-incidents.ts";
import { record, show } from "./record.ts";
import { releaseLeave } from "./release-leave.ts";
import { leaveToRetrain } from "./retrain.ts";
import { type Recipe, stepsOf } from "./steps.ts";
import { openIncident } from "./tell.ts";
import { type Training, type TrainingEnd, trainToEnd } from "./train-to-end.ts";
import { now } from "./waits.ts";

/** The data that a lifecycle is about. */
export interface LifecycleRequest {
  model: string;
  /** Paths of the arrival below the bronze container. */
  paths: readonly string[];
}

/** How a lifecycle ended. */
export type LifecycleEnd =
  | DecisionEnd
  | { kind: "handedOver"; reasons: string[]; improvement: ImprovementEnd | { kind: "failed" } }
  | { kind: "halted"; at: "validateData" | "triggerDatabricksJob"; reasons: string[] };

/** Takes new data to a decision; an error that nobody planned for becomes an incident. */
export function* lifecycle(context: OrchestrationContext): Recipe<LifecycleEnd> {
  const { model, paths } = context.df.getInput<LifecycleRequest>();
  const subject = { instance: context.df.instanceId, model, owner: "unknown", paths };
  try {
    return yield* fromDataToDecision(context, subject);
  } catch (error) {
    yield* releaseLeave(context, model, "failed");
    yield* openIncident(context, reportCrash(subject, error));
    throw error;
  }
}

function* fromDataToDecision(context: OrchestrationContext, asked: Subject): Recipe<LifecycleEnd> {
  const step = stepsOf(context);
  const { model, paths, instance } = asked;
  show(context, lifecycleSteps.validateData);
  const { definition, pollSeconds } = yield* step.readDefinition({ model });
  const subject = { ...asked, owner: definition.owner, definition };
  const { input } = definition;
  const findings = yield* step.validateData({ paths, input, at: now(context) });
  yield* recordFindings(context, subject, findings);
  if (findings.kind === "unfit") return yield* haltOnData(context, subject, findings);

  const leave = yield* leaveToRetrain(context, subject, findings);
  if (leave.kind === "withheld") return leave;
  const training = {
    model,
    definition,
    instance,
    data: paths,
    championVersion: leave.champion,
    pollSeconds,
  };
  const { end, rejected } = yield* trainAndDecide(context, subject, training);
  if (end.kind !== "promoted") yield* releaseLeave(context, model, "done");
  if (rejected === null || !definition.improvement.enabled) return end;
  const improvement = yield* handOver(context, training, rejected);
  return { kind: "handedOver", reasons: rejected.judged.verdict.reasons, improvement };
}

function* trainAndDecide(
  context: OrchestrationContext,
  subject: Subject & Pick<Training, "definition">,
  training: Training,
): Recipe<{ end: LifecycleEnd; rejected: Rejected | null }> {
  const step = stepsOf(context);
  const run = yield* trainToEnd(context, training);
  if (run.kind === "failed") {
    return { end: yield* haltOnRun(context, subject, run), rejected: null };
  }
  show(context, lifecycleSteps.evaluateMetrics);
  const { model, definition, instance } = training;
  const { attempt, triggeredAt } = run;
  const judged = yield* step.evaluateMetrics({ model, definition, instance, attempt, triggeredAt });
  show(context, lifecycleSteps.decideAction);
  const end = yield* decideAction(context, subject, judged);
  return { end, rejected: end.kind === "rejected" ? { judged, triggeredAt } : null };
}

function* haltOnData(
  context: OrchestrationContext,
  subject: Subject,
  findings: Extract<DatasetFindings, { kind: "unfit" }>,
): Recipe<LifecycleEnd> {
  yield* openIncident(context, reportUnfitData(subject, findings));
  const reasons = findings.broken.map(describeBrokenRule);
  return { kind: "halted", at: "validateData", reasons };
}

function* haltOnRun(
  context: OrchestrationContext,
  subject: Subject,
  { reason, run }: Extract<TrainingEnd, { kind: "failed" }>,
): Recipe<LifecycleEnd> {
  const step = stepsOf(context);
  const failed = run?.run?.tasks.find(({ code }) => code !== "SUCCESS");
  const said =
    failed === undefined ? "" : (yield* step.readJobFailure({ taskRunId: failed.runId })).text;
  yield* openIncident(context, reportFailedRun(subject, reason, said));
  return { kind: "halted", at: "triggerDatabricksJob", reasons: [reason] };
}

function* recordFindings(
  context: OrchestrationContext,
  { model, paths }: Subject,
  findings: DatasetFindings,
): Recipe<void> {
  yield* record(context, {
    step: "dataset",
    model,
    pattern: "lifecycle",
    kind: "dataset",
    inputs: { paths, findings },
    verdict: findings.kind,
    action: findings.kind === "fit" ? "retrain" : null,
    autonomy: null,
    reasons: findings.kind === "fit" ? [] : findings.broken.map(describeBrokenRule),
  });
}
