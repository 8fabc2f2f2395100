import type { Instant } from "../instant.ts";
import type { Grant, GuardState, PastAction } from "./guard-state.ts";

/** The guard once the registry shows `seen` where it expected another champion: it believes the registry. */
export function adoptChampion(state: GuardState, seen: string | null, now: Instant): GuardState {
  if (state.sight === "never")
    return { ...crowned(state, seen, state.predecessors), sight: "seen" };
  if (seen === state.champion) return state;
  const replaced = { replacedAt: now, by: "outside" as const };
  const predecessors =
    state.champion === null
      ? state.predecessors
      : [{ version: state.champion, ...replaced }, ...state.predecessors].slice(0, 20);
  return crowned(state, seen, predecessors);
}

/** The guard with this champion: whoever comes back to the throne is not also the one to go back to. */
function crowned(
  state: GuardState,
  champion: string | null,
  predecessors: GuardState["predecessors"],
): GuardState {
  const first = predecessors.findIndex(({ version }) => version !== champion);
  return { ...state, champion, predecessors: first < 0 ? [] : predecessors.slice(first) };
}

/** The guard once the granted alias move has happened. */
export function recordMove(state: GuardState, grant: Grant, now: Instant): GuardState {
  if (grant.to === null) return state;
  if (grant.action === "rollback") {
    const rolledBack = grant.from === null ? [] : [grant.from];
    return {
      ...crowned(state, grant.to, state.predecessors.slice(1)),
      rolledBack: [...rolledBack, ...state.rolledBack].slice(0, 50),
    };
  }
  const replaced =
    grant.from === null ? [] : [{ version: grant.from, replacedAt: now, by: "promote" as const }];
  const putOut = isReturn(state, grant.to) && grant.from !== null ? [grant.from] : [];
  const others = state.rolledBack.filter((version) => version !== grant.to);
  return {
    ...crowned(state, grant.to, [...replaced, ...state.predecessors].slice(0, 20)),
    rolledBack: [...putOut, ...others].slice(0, 50),
  };
}

/** Whether a version was champion before, as far as the guard remembers. */
export function wasChampion(state: GuardState, version: string): boolean {
  const { predecessors, rolledBack } = state;
  return rolledBack.includes(version) || predecessors.some((each) => each.version === version);
}

/** Whoever brings a former champion back rolls its successor back, but where that is the undo of a rollback. */
function isReturn({ predecessors, rolledBack }: GuardState, version: string): boolean {
  return predecessors.some((each) => each.version === version) && !rolledBack.includes(version);
}

/** The guard once a grant has ended. */
export function endGrant(
  state: GuardState,
  grant: Grant,
  outcome: PastAction["outcome"],
  now: Instant,
): GuardState {
  const action = { action: grant.action, instance: grant.instance, endedAt: now, outcome };
  return { ...state, grant: null, actions: [action, ...state.actions].slice(0, 50) };
}

/** The guard with an expired grant taken back. Where the alias was moved before its holder fell silent, the move counts. */
export function expireGrant(state: GuardState, seen: string | null, now: Instant): GuardState {
  const { grant } = state;
  if (grant === null || now < grant.expiresAt) return state;
  const moved = grant.to !== null && seen === grant.to;
  const ended = endGrant(state, grant, moved ? "done" : "expired", now);
  return moved ? recordMove(ended, grant, now) : ended;
}
