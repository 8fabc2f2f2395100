import { minute } from "../instant.ts";
import { findLimit } from "./find-limit.ts";
import { findObjection } from "./find-objection.ts";
import { adoptChampion, endGrant, expireGrant, recordMove } from "./guard-memory.ts";
import type {
  AskLeave,
  Grant,
  GuardRequest,
  GuardState,
  GuardStep,
  RefusalReason,
} from "./guard-state.ts";

/** The guard of one model after a request, and its answer. Only one action is under way at any time. */
export function reduceGuard(state: GuardState, request: GuardRequest): GuardStep {
  switch (request.kind) {
    case "ask":
      return answerAsk(state, request);
    case "report":
      return noteReport(state, request);
    case "observe":
      return noteSight(state, request);
  }
}

function answerAsk(before: GuardState, ask: AskLeave): GuardStep {
  const held = before.grant;
  if (held !== null && isSameWish(held, ask) && isInFlight(held, ask.seen)) {
    return { state: before, answer: { kind: "granted", grant: held } };
  }
  const current = expireGrant(before, ask.seen, ask.now);
  const state = adoptChampion(current, ask.seen, ask.now);
  if (current.sight === "seen" && ask.seen !== current.champion) {
    const detail = `The champion is ${show(ask.seen)}, the guard knew ${show(current.champion)}: somebody else moved it.`;
    return refuse(dropOwnGrant(state, ask), "championMoved", detail);
  }
  const freed = makeRoom(state, ask);
  if (freed === null) {
    return refuse(state, "busy", `${state.grant?.instance} has leave to ${state.grant?.action}.`);
  }
  const objection = findObjection(freed, ask) ?? findLimit(freed, ask);
  if (objection !== null) return refuse(state, objection.reason, objection.detail);
  const grant = planGrant(freed, ask);
  return { state: { ...freed, grant }, answer: { kind: "granted", grant } };
}

function isSameWish(grant: Grant, { instance, wish }: AskLeave): boolean {
  if (grant.instance !== instance || grant.action !== wish.action) return false;
  return wish.action !== "promote" || wish.candidate === grant.to;
}

/** Whether the registry shows what it may show while the grant is used. */
function isInFlight(grant: Grant, seen: string | null): boolean {
  return seen === grant.from || (grant.to !== null && seen === grant.to);
}

/** The guard with room for this action, or null where another instance keeps its leave. */
function makeRoom(state: GuardState, { instance, wish, now }: AskLeave): GuardState | null {
  const { grant } = state;
  if (grant === null) return state;
  if (grant.instance === instance) return endGrant(state, grant, "done", now);
  // A degraded champion must not wait for a training run of hours, which has touched nothing yet.
  const yields = grant.action === "retrain" || grant.action === "improve";
  return wish.action === "rollback" && yields ? endGrant(state, grant, "superseded", now) : null;
}

function planGrant(state: GuardState, { wish, instance, now, minutes = 15 }: AskLeave): Grant {
  return {
    action: wish.action,
    instance,
    grantedAt: now,
    expiresAt: now + minutes * minute,
    from: state.champion,
    to: targetOf(state, wish),
  };
}

function targetOf(state: GuardState, wish: AskLeave["wish"]): string | null {
  if (wish.action === "promote") return wish.candidate;
  return wish.action === "rollback" ? (state.predecessors[0]?.version ?? null) : null;
}

function dropOwnGrant(state: GuardState, { instance, now }: AskLeave): GuardState {
  const { grant } = state;
  return grant?.instance === instance ? endGrant(state, grant, "failed", now) : state;
}

function noteReport(
  before: GuardState,
  report: Extract<GuardRequest, { kind: "report" }>,
): GuardStep {
  const { grant } = before;
  const { champion, now } = report;
  if (grant === null || grant.instance !== report.instance) {
    return noteSight(before, { kind: "observe", champion, now });
  }
  const ended = endGrant(before, grant, report.outcome, now);
  const moves = grant.to !== null && (report.outcome === "done" || champion === grant.to);
  return noteSight(moves ? recordMove(ended, grant, now) : ended, {
    kind: "observe",
    champion,
    now,
  });
}

function noteSight(
  state: GuardState,
  { champion, now }: Extract<GuardRequest, { kind: "observe" }>,
): GuardStep {
  const isUnderWay = state.grant?.to !== undefined && state.grant.to === champion;
  if (state.sight === "seen" && (champion === state.champion || isUnderWay)) {
    return { state, answer: { kind: "noted" } };
  }
  const answer =
    state.sight === "never"
      ? ({ kind: "noted" } as const)
      : ({ kind: "moved", known: state.champion, seen: champion } as const);
  return { state: adoptChampion(state, champion, now), answer };
}

function refuse(state: GuardState, reason: RefusalReason, detail: string): GuardStep {
  return { state, answer: { kind: "refused", reason, detail } };
}

function show(version: string | null): string {
  return version === null ? "no version" : `version ${version}`;
}
