import type { AskLeave, GuardState, RefusalReason } from "./guard-state.ts";

/** Why a request is refused. */
export interface Objection {
  reason: RefusalReason;
  detail: string;
}

/** What speaks against an action on these versions, or null. */
export function findObjection(state: GuardState, ask: AskLeave): Objection | null {
  const last = state.actions.find((action) => action.instance === ask.instance);
  if (last?.outcome === "superseded") {
    return {
      reason: "superseded",
      detail: `A rollback ended the ${last.action} of ${ask.instance}.`,
    };
  }
  switch (ask.wish.action) {
    case "promote":
      return findPromotionObjection(state, ask, ask.wish);
    case "rollback":
      return findRollbackObjection(state, ask, ask.wish.from);
    case "retrain":
    case "improve":
    case "pause":
      return null;
  }
}

function findPromotionObjection(
  state: GuardState,
  { approvedBy = null }: AskLeave,
  { candidate, expected }: { candidate: string; expected: string | null },
): Objection | null {
  if (candidate === state.champion) {
    return { reason: "alreadyChampion", detail: `Version ${candidate} is the champion already.` };
  }
  if (expected !== state.champion) {
    const detail = `Version ${candidate} was compared with ${expected ?? "no champion"}, the champion is ${state.champion ?? "none"}.`;
    return { reason: "otherVersion", detail };
  }
  if (state.rolledBack.includes(candidate) && approvedBy === null) {
    const detail = `Version ${candidate} was rolled back before: only a person may bring it back.`;
    return { reason: "rolledBack", detail };
  }
  return null;
}

function findRollbackObjection(
  state: GuardState,
  { approvedBy = null }: AskLeave,
  from: string,
): Objection | null {
  if (from !== state.champion) {
    const detail = `The alert is about version ${from}, the champion is ${state.champion ?? "none"}.`;
    return { reason: "otherVersion", detail };
  }
  const target = state.predecessors[0];
  if (target === undefined) {
    return { reason: "noPredecessor", detail: `No champion before version ${from} is recorded.` };
  }
  if (approvedBy !== null) return null;
  if (target.by !== "promote") {
    const detail = `Somebody else replaced version ${target.version} by ${from}, for reasons not recorded.`;
    return { reason: "noPredecessor", detail };
  }
  if (state.rolledBack.includes(target.version)) {
    return { reason: "rolledBack", detail: `Version ${target.version} was itself rolled back.` };
  }
  return null;
}
