// Started by a person's order through the API: the undo of a rollback.
// Promises the named version, champion before, as champion again, read back, with the one it replaces to go back to; or why not.
// Survives a crash anywhere: the guard knows its own grant again, the ledger its own entries.
import { EntityId, type OrchestrationContext } from "durable-functions";
import { adoptChampion, wasChampion } from "../../core/guard/guard-memory.ts";
import type { GuardState, RefusalReason } from "../../core/guard/guard-state.ts";
import { entities } from "../../core/names.ts";
import { askEntity, readOperation } from "../ask-entity.ts";
import { record } from "../record.ts";
import { releaseLeave } from "../release-leave.ts";
import { type Recipe, stepsOf } from "../steps.ts";
import { now } from "../waits.ts";

/** A version that a person wants in production. */
export interface RestoreOrder {
  model: string;
  version: string;
  by: string;
  reason: string;
  /** `restore`: only a version that was champion before. `firstTime`: also one that no gate has let in. */
  mode: "restore" | "firstTime";
}

/** What became of the order. */
export type RestoreEnd =
  | { kind: "restored"; from: string | null; to: string }
  | { kind: "refused"; reason: string; mend: string }
  /** It was never champion, and the order does not say that this is meant. */
  | { kind: "stranger"; reason: string; mend: string };

/** Makes a version champion because a person says so, also one that was rolled back. */
export function* restore(context: OrchestrationContext): Recipe<RestoreEnd> {
  const step = stepsOf(context);
  const order = context.df.getInput<RestoreOrder>();
  const { model, version } = order;
  const { definition } = yield* step.readDefinition({ model });
  const { registeredModel } = definition;
  const { status } = yield* step.readVersionStatus({ registeredModel, version });
  if (status !== "READY") {
    const mend = "Name a version that the registry shows as READY.";
    return refuse(
      `Version ${version} is ${status ?? "gone"} in the registry; it must be READY.`,
      mend,
    );
  }
  const from = yield* step.readChampion({ registeredModel });
  if (order.mode === "restore" && !(yield* isKnown(context, order, from))) {
    const reason = `Version ${version} was never champion: nothing has compared it with one.`;
    const mend = 'Send "mode": "firstTime", or say --first-time, if you mean it.';
    return { kind: "stranger", reason, mend };
  }
  const answer = yield* askEntity(context, "guard", model, {
    kind: "ask",
    wish: { action: "promote", candidate: version, expected: from },
    instance: context.df.instanceId,
    seen: from,
    approvedBy: order.by,
    now: now(context),
  });
  if (answer.kind !== "granted") {
    return answer.kind === "refused"
      ? refuse(answer.detail, mendOf(answer.reason, model))
      : refuse(`The guard answered ${answer.kind}.`, lookAt(model));
  }
  return yield* putBack(context, order, registeredModel, from);
}

/** Whether the version is, or was, champion as far as the guard remembers. */
function* isKnown(
  context: OrchestrationContext,
  { model, version }: RestoreOrder,
  from: string | null,
): Recipe<boolean> {
  const id = new EntityId(entities.guard, model);
  const guard = (yield context.df.callEntity(id, readOperation)) as GuardState;
  return version === from || wasChampion(adoptChampion(guard, from, now(context)), version);
}

/** Whoever ordered it reads the error; what alerts want must not wait for leave that nobody uses. */
function* putBack(
  context: OrchestrationContext,
  order: RestoreOrder,
  registeredModel: string,
  from: string | null,
): Recipe<RestoreEnd> {
  try {
    return yield* moveChampion(context, order, registeredModel, from);
  } catch (error) {
    yield* releaseLeave(context, order.model, "failed");
    throw error;
  }
}

function* moveChampion(
  context: OrchestrationContext,
  order: RestoreOrder,
  registeredModel: string,
  from: string | null,
): Recipe<RestoreEnd> {
  const step = stepsOf(context);
  const { model, version: to } = order;
  yield* recordRestore(context, order, from, "intended");
  if (from !== null) {
    yield* step.setAlias({ registeredModel, alias: "previousChampion", version: from });
  }
  const moved = yield* step.moveAlias({ registeredModel, from, to });
  const isMoved = moved.kind === "moved";
  yield* recordRestore(context, order, from, isMoved ? "restored" : "conflict");
  yield* askEntity(context, "guard", model, {
    kind: "report",
    instance: context.df.instanceId,
    outcome: isMoved ? "done" : "failed",
    champion: isMoved ? to : moved.found,
    now: now(context),
  });
  if (isMoved) return { kind: "restored", from, to };
  const reason = `Somebody else moved the champion meanwhile: found ${moved.found ?? "none"}.`;
  return refuse(reason, lookAt(model));
}

function refuse(reason: string, mend: string): Extract<RestoreEnd, { kind: "refused" }> {
  return { kind: "refused", reason, mend };
}

function mendOf(reason: RefusalReason, model: string): string {
  if (reason === "alreadyChampion") return "Nothing is left to do.";
  if (reason === "busy")
    return `Wait until it has ended (nightshift status ${model}), and order again.`;
  return lookAt(model);
}

function lookAt(model: string): string {
  return `See what is champion now (nightshift status ${model}), and order again if you still mean it.`;
}

function* recordRestore(
  context: OrchestrationContext,
  { model, version: to, by, reason }: RestoreOrder,
  from: string | null,
  verdict: "intended" | "restored" | "conflict",
): Recipe<void> {
  yield* record(context, {
    step: `restore/${verdict}`,
    model,
    pattern: "operator",
    kind: "restore",
    inputs: { from, to, by },
    verdict,
    action: "promote",
    autonomy: null,
    reasons: [`${by}: ${reason}`],
  });
}
