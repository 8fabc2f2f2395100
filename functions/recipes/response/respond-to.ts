import type { OrchestrationContext } from "durable-functions";
import { day, isoOf } from "../../core/instant.ts";
import { queues } from "../../core/names.ts";
import { playbook, type ResponseAction } from "../../core/response/playbook.ts";
import { readHold } from "../ask-entity.ts";
import { record, show } from "../record.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { openIncident } from "../tell.ts";
import { liftedOrLater, now } from "../waits.ts";
import { pauseCompute } from "./pause-compute.ts";
import { reportPause } from "./report-pause.ts";
import {
  reportAlert,
  reportHeld,
  reportRetrain,
  reportRollback,
  reportUnanswered,
} from "./response-incidents.ts";
import { retrainOnDrift } from "./retrain-on-drift.ts";
import { rollBack } from "./rollback.ts";
import type { ModelSituation, Situation } from "./situation.ts";
import { readFiring, type WatchEnd, watchAlert } from "./watch-alert.ts";

/** How a response to one group ended. */
export type ResponseEnd =
  | { kind: "acted"; action: ResponseAction; watch: WatchEnd["kind"] | null }
  | { kind: "unanswered"; action: ResponseAction; reason: string }
  | { kind: "recorded" }
  /** The alert cleared while a hold or a person kept everything still. */
  | { kind: "cleared" }
  /** A worse alert came while a hold kept everything still: its response acts. */
  | { kind: "superseded" };

/** An alert older than this is told to a person, and not acted on: what it saw may be long over. */
const oldest = day;

/** Minutes until a cure must have cleared its alert: a scheduled query needs some 15 to resolve. */
const watchMinutes = { rollback: 45, retrain: 24 * 60 } as const;

/** Does what the playbook says about a group of alerts. */
export function* respondTo(
  context: OrchestrationContext,
  situation: Situation,
): Recipe<ResponseEnd> {
  const { group } = situation;
  const action = playbook[group.kind][group.severity];
  show(context, action);
  if (action === "record") return yield* recordOnly(context, situation);
  if (action === "incident") return yield* tellOnly(context, situation);
  const after = yield* waitOutHold(context, situation, action);
  if (after.kind !== "unheld") return after;
  const { at } = group.worst;
  if (at !== null && now(context) - at > oldest) {
    const reason = `It fired at ${isoOf(at)}, more than a day ago.`;
    return yield* unanswered(context, situation, action, reason);
  }
  if (action === "pause") return yield* pause(context, situation);
  const { definition } = situation;
  if (definition === null) {
    return yield* unanswered(context, situation, action, "The alert names no model.");
  }
  return action === "rollback"
    ? yield* rollback(context, { ...situation, definition })
    : yield* retrain(context, { ...situation, definition });
}

function* rollback(context: OrchestrationContext, situation: ModelSituation): Recipe<ResponseEnd> {
  const end = yield* rollBack(context, situation);
  if (end.kind === "cleared") return end;
  // Where the version is out of production already, there is nothing to roll back and nobody to wake.
  if (end.kind === "none" && situation.champion !== null) return { kind: "recorded" };
  if (end.kind !== "rolledBack") {
    return yield* unanswered(context, situation, "rollback", end.reason);
  }
  const report = reportRollback(situation, end.from, end.to);
  yield* openIncident(context, report);
  const done = { action: "rollback", minutes: watchMinutes.rollback, undo: report.undo };
  const watch = yield* watchAlert(context, situation, done);
  return { kind: "acted", action: "rollback", watch: watch.kind };
}

function* retrain(context: OrchestrationContext, situation: ModelSituation): Recipe<ResponseEnd> {
  const end = yield* retrainOnDrift(context, situation);
  const isTold = situation.group.severity === "critical" || end.kind === "refused";
  if (end.kind === "underWay" && !isTold) return { kind: "recorded" };
  if (end.kind !== "started") return yield* unanswered(context, situation, "retrain", end.reason);
  const report = reportRetrain(situation, end.paths, end.champion);
  yield* openIncident(context, report);
  const done = { action: "retrain", minutes: watchMinutes.retrain, undo: report.undo };
  const watch = yield* watchAlert(context, situation, done);
  return { kind: "acted", action: "retrain", watch: watch.kind };
}

function* pause(context: OrchestrationContext, situation: Situation): Recipe<ResponseEnd> {
  const end = yield* pauseCompute(context, situation);
  if (end.kind === "cleared") return end;
  if (end.kind !== "paused") return yield* unanswered(context, situation, "pause", end.reason);
  yield* openIncident(context, reportPause(situation, end.items));
  return { kind: "acted", action: "pause", watch: null };
}

function* tellOnly(context: OrchestrationContext, situation: Situation): Recipe<ResponseEnd> {
  const step = stepsOf(context);
  const { model, group, definition } = situation;
  const isPipeline = group.kind === queues.pipelineFailure && definition !== null;
  const failure = isPipeline
    ? yield* step.findFailedRun({
        model,
        pipelines: definition.improvement.pipelines,
        subject: group.worst.subject,
        now: now(context),
      })
    : null;
  yield* openIncident(context, reportAlert(situation, failure));
  return { kind: "acted", action: "incident", watch: null };
}

function* recordOnly(context: OrchestrationContext, situation: Situation): Recipe<ResponseEnd> {
  const { model, group } = situation;
  yield* record(context, {
    step: `recorded/${group.severity}`,
    model,
    pattern: "response",
    kind: "alert",
    inputs: { group },
    verdict: "recorded",
    action: null,
    autonomy: null,
    reasons: [`${group.worst.rule}: ${group.severity}, nothing is done.`],
  });
  return { kind: "recorded" };
}

function* unanswered(
  context: OrchestrationContext,
  situation: Situation,
  action: ResponseAction,
  reason: string,
): Recipe<ResponseEnd> {
  yield* openIncident(context, reportUnanswered(situation, action, reason));
  return { kind: "unanswered", action, reason };
}

/**
 * Waits a hold out, and answers whether there still is something to do. The person who holds is told what waits:
 * an alert of hours ago must not act by itself on what it finds then.
 */
function* waitOutHold(
  context: OrchestrationContext,
  situation: Situation,
  action: ResponseAction,
): Recipe<{ kind: "unheld" } | { kind: "cleared" } | { kind: "superseded" }> {
  for (let looks = 0; ; looks++) {
    const hold = yield* readHold(context, situation.model);
    if (hold === null && looks === 0) return { kind: "unheld" };
    if (hold === null) {
      const firing = yield* readFiring(context, situation);
      if (firing === null) return { kind: "cleared" };
      return { kind: firing.responder === situation.instance ? "unheld" : "superseded" };
    }
    if (looks === 0) {
      yield* openIncident(context, reportHeld(situation, action, hold));
    }
    yield* liftedOrLater(context);
  }
}
