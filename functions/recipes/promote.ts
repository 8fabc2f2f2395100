import type { OrchestrationContext } from "durable-functions";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import { hour, isoOf } from "../core/instant.ts";
import type { Decision } from "../core/ledger.ts";
import type { Evidence } from "../core/lifecycle/evidence.ts";
import type { Verdict } from "../core/lifecycle/verdict.ts";
import { askEntity } from "./ask-entity.ts";
import { type Intent, type Leave, leaveToAct } from "./leave-to-act.ts";
import { reportMovedChampion, reportRefusal, type Subject } from "./lifecycle-incidents.ts";
import { record } from "./record.ts";
import { type Recipe, stepsOf } from "./steps.ts";
import { openIncident } from "./tell.ts";
import { now } from "./waits.ts";

/** A candidate that may become champion. */
export interface Candidate extends Subject {
  /** @default lifecycle */
  pattern?: Decision["pattern"];
  definition: ModelDefinition;
  evidence: Extract<Evidence, { kind: "evidence" }>;
  verdict: Exclude<Verdict, { kind: "reject" }>;
}

/** How a promotion ended. */
export type PromotionEnd =
  | { kind: "promoted"; version: string; replaced: string | null }
  | { kind: "withheld"; by: "observe" | "person" | "guard"; reason: string }
  | { kind: "conflict"; found: string | null };

/**
 * Makes the candidate champion, if all who are asked allow it: the ledger first, then the version to go back
 * to, then the alias, which is read back. A champion that somebody else moved is never overwritten.
 */
export function* promote(
  context: OrchestrationContext,
  candidate: Candidate,
): Recipe<PromotionEnd> {
  const leave = yield* leaveToAct(context, intentOf(candidate));
  if (leave.kind === "withheld") return yield* keepChampion(context, candidate, leave);
  yield* recordPromotion(context, candidate, leave, { kind: "intended" });
  const end = yield* moveChampion(context, candidate);
  yield* recordPromotion(context, candidate, leave, end);
  const answer = yield* askEntity(context, "guard", candidate.model, {
    kind: "report",
    instance: context.df.instanceId,
    outcome: end.kind === "promoted" ? "done" : "failed",
    champion: end.kind === "promoted" ? end.version : end.found,
    now: now(context),
  });
  if (end.kind === "conflict" || answer.kind === "moved") {
    yield* openIncident(context, reportMovedChampion(candidate, describeConflict(candidate, end)));
  }
  return end;
}

type Moved = Exclude<PromotionEnd, { kind: "withheld" }>;

function* moveChampion(context: OrchestrationContext, candidate: Candidate): Recipe<Moved> {
  const step = stepsOf(context);
  const { registeredModel } = candidate.definition;
  const { candidateVersion: version, championVersion: replaced } = candidate.evidence;
  if (replaced !== null) {
    yield* step.setAlias({ registeredModel, alias: "previousChampion", version: replaced });
  }
  const tags = { "nightshift.promoted_by": context.df.instanceId };
  yield* step.tagVersion({ registeredModel, version, tags });
  const moved = yield* step.moveAlias({ registeredModel, from: replaced, to: version });
  return moved.kind === "moved"
    ? { kind: "promoted", version, replaced }
    : { kind: "conflict", found: moved.found };
}

function* keepChampion(
  context: OrchestrationContext,
  candidate: Candidate,
  leave: Extract<Leave, { kind: "withheld" }>,
): Recipe<PromotionEnd> {
  const { by, reason } = leave;
  if (leave.by === "guard") {
    const isMoved = leave.refusal === "championMoved" || leave.refusal === "otherVersion";
    const report = isMoved
      ? reportMovedChampion(candidate, reason)
      : reportRefusal(candidate, "promote", reason);
    yield* openIncident(context, report);
  }
  return { kind: "withheld", by, reason };
}

function intentOf(candidate: Candidate): Intent {
  const { model, pattern, definition, evidence, verdict } = candidate;
  const { candidateVersion, championVersion } = evidence;
  const over = championVersion === null ? "as first champion" : `over version ${championVersion}`;
  const back =
    championVersion === null
      ? "Delete the alias champion."
      : `Roll back to version ${championVersion}.`;
  return {
    model,
    definition,
    pattern,
    action: "promote",
    wish: { action: "promote", candidate: candidateVersion, expected: championVersion },
    evidence: verdict.grade,
    undo: back,
    person: verdict.kind === "review" ? "always" : "byAutonomy",
    question: `Promote version ${candidateVersion} of ${model} ${over}?`,
    seen: { candidateVersion, championVersion, verdict },
    reasons: verdict.reasons,
    minutes: 15,
  };
}

function* recordPromotion(
  context: OrchestrationContext,
  { model, pattern = "lifecycle", definition, evidence, verdict }: Candidate,
  leave: Extract<Leave, { kind: "granted" }>,
  end: Moved | { kind: "intended" },
): Recipe<void> {
  const { candidateVersion: to, championVersion: from } = evidence;
  const watchedUntil = isoOf(now(context) + definition.bakeHours * hour);
  yield* record(context, {
    step: `promotion/${end.kind === "intended" ? "before" : "after"}`,
    model,
    pattern,
    kind: "promotion",
    inputs: { from, to, leave, end, watchedUntil },
    verdict: end.kind,
    action: "promote",
    autonomy: leave.autonomy,
    reasons: verdict.reasons,
  });
}

function describeConflict({ evidence }: Candidate, end: Moved): string {
  const found = end.kind === "conflict" ? end.found : end.version;
  return `expected version ${evidence.championVersion ?? "none"}, found ${found ?? "none"}`;
}
