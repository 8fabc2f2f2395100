import type { OrchestrationContext } from "durable-functions";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import type { GuardLimits, RefusalReason, Wish } from "../core/guard/guard-state.ts";
import { minute } from "../core/instant.ts";
import type { Decision } from "../core/ledger.ts";
import type { EvidenceGrade } from "../core/lifecycle/evidence.ts";
import { allModels } from "../core/names.ts";
import { type ActionKind, judgePermission, type Permission } from "../core/permission.ts";
import { askEntity, readHold } from "./ask-entity.ts";
import { askPerson } from "./ask-person.ts";
import { record, show } from "./record.ts";
import { type Recipe, stepsOf } from "./steps.ts";
import { liftedOrLater, now, sleepUntil } from "./waits.ts";

/** Something that Nightshift wants to do to one model. */
export interface Intent {
  /** Model id, or `all` for what touches no model. */
  model: string;
  definition: Pick<ModelDefinition, "registeredModel" | "autonomy" | "gate" | "review">;
  /** @default lifecycle */
  pattern?: Decision["pattern"];
  action: ActionKind;
  /** What sets this intent apart from others of the same action and orchestration. @default nothing */
  round?: string;
  wish: Wish;
  /** @default the guard's own */
  limits?: GuardLimits;
  evidence: EvidenceGrade;
  /** How the effect is taken back, or null where it cannot be. */
  undo: string | null;
  /** `always`: the verdict itself asks a person, whatever autonomy says. */
  person: "always" | "byAutonomy";
  question: string;
  /** All that the intent was made from. */
  seen: unknown;
  reasons: string[];
  /** Minutes that the leave lasts. */
  minutes: number;
}

/** Leave to act now, or who or what withholds it. */
export type Leave =
  | {
      kind: "granted";
      autonomy: "act" | "propose";
      approvedBy: string | null;
      /** Champion at this moment; null where there is none. */
      champion: string | null;
      /** Version that the leave makes champion; null where it moves no alias. */
      target: string | null;
    }
  | { kind: "withheld"; by: "observe" | "person"; reason: string }
  | { kind: "withheld"; by: "guard"; reason: string; refusal: RefusalReason };

const busyWait = minute;
const mostBusyWaits = 30;

/**
 * Asks at one place, just before an effect, everybody who may say no: the hold, autonomy, a person where
 * one is asked, the hold again, and last the guard. Whoever withholds leave is written to the ledger.
 */
export function* leaveToAct(context: OrchestrationContext, intent: Intent): Recipe<Leave> {
  const permission = yield* permissionOf(context, intent);
  if (permission.kind === "observe") {
    return yield* withhold(context, intent, { by: "observe", reason: permission.reason });
  }
  if (permission.kind === "act" && intent.person === "byAutonomy") {
    return yield* askGuard(context, intent, null);
  }
  const reasons =
    permission.kind === "propose" ? [permission.reason, ...intent.reasons] : intent.reasons;
  const outcome = yield* askPerson(context, { ...intent, reasons }, intent.definition.review);
  if (outcome.kind !== "approved") {
    const reason =
      outcome.kind === "expired" ? "Nobody answered in time." : `${outcome.by} said no.`;
    return yield* withhold(context, intent, { by: "person", reason });
  }
  yield* permissionOf(context, intent);
  return yield* askGuard(context, intent, outcome.by);
}

/** The permission once no hold is in force: a hold is waited out, however long it lasts. */
function* permissionOf(
  context: OrchestrationContext,
  intent: Intent,
): Recipe<Exclude<Permission, { kind: "held" }>> {
  for (let looks = 0; ; looks++) {
    const hold = yield* readHold(context, intent.model);
    const permission = judgePermission({
      action: intent.action,
      autonomy: intent.definition.autonomy,
      hold,
      evidence: intent.evidence,
      leastEvidence: intent.definition.gate.acceptWeakEvidence ? "weak" : "fair",
      undo: intent.undo,
    });
    if (permission.kind !== "held") return permission;
    show(context, "held");
    if (looks === 0) yield* recordIntent(context, intent, "held", [permission.reason]);
    yield* liftedOrLater(context);
    show(context, intent.action);
  }
}

function* askGuard(
  context: OrchestrationContext,
  intent: Intent,
  approvedBy: string | null,
): Recipe<Leave> {
  const step = stepsOf(context);
  const { model, definition, wish, minutes, limits } = intent;
  const { registeredModel } = definition;
  for (let waits = 0; ; waits++) {
    const seen = model === allModels ? null : yield* step.readChampion({ registeredModel });
    const answer = yield* askEntity(context, "guard", model, {
      kind: "ask",
      wish,
      instance: context.df.instanceId,
      seen,
      minutes,
      approvedBy,
      limits,
      now: now(context),
    });
    if (answer.kind === "granted") {
      const autonomy = approvedBy === null ? "act" : "propose";
      const target = answer.grant.to;
      return { kind: "granted", autonomy, approvedBy, champion: seen, target };
    }
    if (answer.kind !== "refused")
      throw new Error(`Guard of ${model}: it answered ${answer.kind}.`);
    if (answer.reason !== "busy" || waits === mostBusyWaits) {
      const { reason: refusal, detail: reason } = answer;
      return yield* withhold(context, intent, { by: "guard", reason, refusal });
    }
    yield* sleepUntil(context, now(context) + busyWait);
  }
}

type Withholding =
  | { by: "observe" | "person"; reason: string }
  | { by: "guard"; reason: string; refusal: RefusalReason };

function* withhold(
  context: OrchestrationContext,
  intent: Intent,
  withholding: Withholding,
): Recipe<Leave> {
  const { by, reason } = withholding;
  yield* recordIntent(context, intent, by === "person" ? "propose" : by, [reason]);
  return { kind: "withheld", ...withholding };
}

function* recordIntent(
  context: OrchestrationContext,
  intent: Intent,
  autonomy: string,
  reasons: string[],
): Recipe<void> {
  const { model, pattern = "lifecycle", action, round = "", wish, evidence, seen } = intent;
  yield* record(context, {
    step: `${round}${action}/${autonomy}`,
    model,
    pattern,
    kind: "permission",
    inputs: { wish, evidence, autonomy: intent.definition.autonomy, seen },
    verdict: "withheld",
    action,
    autonomy,
    reasons: [...reasons, ...intent.reasons],
  });
}
