import { keyOf, type PausedItem } from "./plan-pause.ts";

/** Compute that is paused, and for whom: a model id, or `all`. */
export type PausedRecord = PausedItem & { by: string };

/** Everything that is paused, each piece once, with the state it was in before. */
export type PausedState = readonly PausedRecord[];

/** What is asked of the entity that remembers what is paused. */
export type PausedRequest =
  /** These are about to be paused. What is remembered already keeps its state and for whom it was paused first. */
  | { kind: "add"; by: string; items: readonly PausedItem[] }
  /** These, paused for the same, run again or were never stopped. */
  | { kind: "remove"; by: string; items: readonly Pick<PausedItem, "kind" | "id">[] };

/** What is paused after a request: the answer is the same list. */
export function reducePaused(
  state: PausedState,
  request: PausedRequest,
): { state: PausedState; answer: PausedState } {
  const { by, items } = request;
  const after = request.kind === "add" ? add(state, by, request.items) : remove(state, by, items);
  return { state: after, answer: after };
}

function add(state: PausedState, by: string, items: readonly PausedItem[]): PausedState {
  const byKey = new Map(state.map((each) => [keyOf(each), each]));
  for (const { kind, id, name, state: was } of items) {
    const key = keyOf({ kind, id });
    if (!byKey.has(key)) byKey.set(key, { kind, id, name, state: was, by });
  }
  return [...byKey.values()];
}

function remove(
  state: PausedState,
  by: string,
  items: readonly Pick<PausedItem, "kind" | "id">[],
): PausedState {
  const named = new Set(items.map(keyOf));
  return state.filter((each) => each.by !== by || !named.has(keyOf(each)));
}
