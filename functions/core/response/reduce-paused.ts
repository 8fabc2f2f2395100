import { keyOf, type PausedItem } from "./plan-pause.ts";

/** Everything that is paused for one model, or for all, with the state it was in before. */
export type PausedState = readonly PausedItem[];

/** What is asked of the entity that remembers what is paused. */
export type PausedRequest =
  /** These are about to be paused. What is remembered already keeps the state it was first seen in. */
  | { kind: "add"; items: readonly PausedItem[] }
  /** These run again. */
  | { kind: "remove"; items: readonly Pick<PausedItem, "kind" | "id">[] };

/** What is paused after a request: the answer is the same list. */
export function reducePaused(
  state: PausedState,
  request: PausedRequest,
): { state: PausedState; answer: PausedState } {
  const named = new Set(request.items.map(keyOf));
  switch (request.kind) {
    case "add": {
      const byKey = new Map([...request.items, ...state].map((item) => [keyOf(item), item]));
      const known = [...state, ...request.items].map(keyOf);
      const after = [...new Set(known)].flatMap((key) => byKey.get(key) ?? []);
      return { state: after, answer: after };
    }
    case "remove": {
      const after = state.filter((item) => !named.has(keyOf(item)));
      return { state: after, answer: after };
    }
  }
}
