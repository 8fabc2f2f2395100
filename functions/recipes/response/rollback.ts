import { EntityId, type OrchestrationContext } from "durable-functions";
import type { GuardState } from "../../core/guard/guard-state.ts";
import { isoOf } from "../../core/instant.ts";
import { entities } from "../../core/names.ts";
import { badWindowOf } from "../../core/response/bad-window.ts";
import type { MonitoringState } from "../../core/response/plan-measurements.ts";
import { planRollback, type RollbackPlan } from "../../core/response/plan-rollback.ts";
import { askEntity, readOperation } from "../ask-entity.ts";
import { type Intent, type Leave, leaveToAct } from "../leave-to-act.ts";
import { record } from "../record.ts";
import { releaseLeave } from "../release-leave.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { now } from "../waits.ts";
import type { ModelSituation } from "./situation.ts";
import { readFiring } from "./watch-alert.ts";

/** How a rollback ended. */
export type RollbackEnd =
  | { kind: "rolledBack"; from: string; to: string }
  /** The version that the alert is about is not in production. */
  | { kind: "none"; reason: string }
  | { kind: "refused"; reason: string }
  /** The alert ended while leave was asked: nothing is done. */
  | { kind: "cleared" }
  | { kind: "withheld"; by: "observe" | "person" | "guard"; reason: string }
  | { kind: "conflict"; reason: string };

type Versions = { from: string; to: string };
type Granted = Extract<Leave, { kind: "granted" }>;

/**
 * Makes the recorded predecessor champion again, if all who are asked allow it: the ledger first, then the alias,
 * which is read back. A champion that somebody else moved is never overwritten.
 */
export function* rollBack(
  context: OrchestrationContext,
  situation: ModelSituation,
): Recipe<RollbackEnd> {
  const [guard, measured] = yield* readMemory(context, situation.model);
  const plan = yield* planFor(context, situation, guard, measured);
  if (plan.kind === "none" || plan.kind === "refused") return plan;
  const leave = yield* leaveToAct(context, intentOf(situation, plan));
  if (leave.kind === "withheld") return { kind: "withheld", by: leave.by, reason: leave.reason };
  const versions = { from: plan.from, to: plan.to };
  // A person, or another action, may have taken hours to let it through.
  if ((yield* readFiring(context, situation)) === null) {
    yield* releaseLeave(context, situation.model, "failed");
    yield* recordRollback(context, situation, versions, leave, { kind: "cleared" });
    return { kind: "cleared" };
  }
  if (leave.target !== plan.to)
    return yield* giveBack(context, situation.model, plan, leave.target);
  yield* recordRollback(context, situation, versions, leave, { kind: "intended" });
  const end = yield* moveBack(context, situation, versions, guard);
  yield* recordRollback(context, situation, versions, leave, end);
  yield* askEntity(context, "guard", situation.model, {
    kind: "report",
    instance: context.df.instanceId,
    outcome: end.kind === "rolledBack" ? "done" : "failed",
    champion: end.kind === "rolledBack" ? end.to : end.found,
    now: now(context),
  });
  if (end.kind === "rolledBack") return end;
  const reason = `Somebody else moved the champion meanwhile: found ${end.found ?? "none"}.`;
  return { kind: "conflict", reason };
}

/** While a person was asked, another version became the one to go back to: that one was not looked at. */
function* giveBack(
  context: OrchestrationContext,
  model: string,
  { to }: Versions,
  target: string | null,
): Recipe<RollbackEnd> {
  yield* releaseLeave(context, model, "failed");
  const reason = `The version to go back to was ${to}, and is ${target ?? "none"} now.`;
  return { kind: "conflict", reason };
}

function* planFor(
  context: OrchestrationContext,
  { definition, group, model, champion }: ModelSituation,
  guard: GuardState,
  measured: MonitoringState,
): Recipe<RollbackPlan> {
  const step = stepsOf(context);
  const { registeredModel } = definition;
  const before = guard.predecessors[0]?.version;
  const predecessorStatus =
    before === undefined
      ? null
      : (yield* step.readVersionStatus({ registeredModel, version: before })).status;
  const request = {
    instance: context.df.instanceId,
    alertVersion: group.worst.version,
    champion,
    guard,
    predecessorStatus,
    badWindow: badWindowOf(measured, champion, before ?? null),
    now: now(context),
  };
  const plan = planRollback(request);
  if (plan.kind === "none" || plan.kind === "refused") {
    yield* record(context, {
      step: `rollback/plan/${group.severity}`,
      model,
      pattern: "response",
      kind: "rollback",
      inputs: { request, plan },
      verdict: plan.kind,
      action: null,
      autonomy: null,
      reasons: [plan.reason],
    });
  }
  return plan;
}

type Moved = { kind: "rolledBack" } & Versions;
type Conflict = { kind: "conflict"; found: string | null };

function* moveBack(
  context: OrchestrationContext,
  { definition, instance }: ModelSituation,
  { from, to }: Versions,
  guard: GuardState,
): Recipe<Moved | Conflict> {
  const step = stepsOf(context);
  const { registeredModel } = definition;
  const moved = yield* step.moveAlias({ registeredModel, from, to });
  if (moved.kind !== "moved") return { kind: "conflict", found: moved.found };
  const next = guard.predecessors[1]?.version;
  if (next === undefined) yield* step.clearAlias({ registeredModel, alias: "previousChampion" });
  else yield* step.setAlias({ registeredModel, alias: "previousChampion", version: next });
  const tags = {
    "nightshift.rolled_back_by": instance,
    "nightshift.rolled_back_at": isoOf(now(context)),
  };
  yield* step.tagVersion({ registeredModel, version: from, tags });
  return { kind: "rolledBack", from, to };
}

function intentOf(
  { model, definition, group }: ModelSituation,
  plan: Extract<RollbackPlan, { kind: "rollback" | "ask" }>,
): Intent {
  const { from, to } = plan;
  const limit =
    group.worst.excess === null ? "" : ` (${group.worst.excess.toFixed(2)} times its limit)`;
  const why = `Version ${from} degraded${limit}, says ${group.worst.rule}.`;
  return {
    model,
    definition,
    pattern: "response",
    action: "rollback",
    wish: { action: "rollback", from },
    // A single window above the limit, measured on the rows that the version itself answered.
    evidence: "fair",
    undo: `Make version ${from} champion again.`,
    person: plan.kind === "ask" ? "always" : "byAutonomy",
    question: `Roll ${model} back from version ${from} to version ${to}?`,
    seen: { from, to, worst: group.worst },
    reasons: plan.kind === "ask" ? [plan.reason, why] : [why],
    minutes: 15,
  };
}

/** What the guard remembers, and what monitoring measured last. */
function* readMemory(
  context: OrchestrationContext,
  model: string,
): Recipe<[GuardState, MonitoringState]> {
  const read = (name: string) => context.df.callEntity(new EntityId(name, model), readOperation);
  return (yield context.df.Task.all([read(entities.guard), read(entities.measurements)])) as [
    GuardState,
    MonitoringState,
  ];
}

function* recordRollback(
  context: OrchestrationContext,
  { model, group }: ModelSituation,
  { from, to }: Versions,
  leave: Granted,
  end: Moved | Conflict | { kind: "intended" | "cleared" },
): Recipe<void> {
  yield* record(context, {
    step: `rollback/${group.severity}/${end.kind === "intended" ? "before" : "after"}`,
    model,
    pattern: "response",
    kind: "rollback",
    inputs: { from, to, leave, end, group },
    verdict: end.kind,
    action: "rollback",
    autonomy: leave.autonomy,
    reasons: [`Version ${from} degraded; version ${to} was champion before it.`],
  });
}
