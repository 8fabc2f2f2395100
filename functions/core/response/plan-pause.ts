/** Compute as a pause sees it. */
export interface PausableItem {
  kind: "cluster" | "warehouse" | "schedule" | "pipeline";
  id: string;
  name: string;
  isRunning: boolean;
  /** Databricks' own word for its state. */
  state: string;
  tags: Record<string, string>;
}

/** What may be paused. Nothing is, unless its owner said so by name or by tag. */
export interface PauseRule {
  /** Exact names of compute that may be paused. */
  names: readonly string[];
  /** Ids that are never paused, whatever their name and tags: what Nightshift itself measures with. */
  never: readonly string[];
}

/** Compute that was paused, and the state it was in. */
export type PausedItem = Pick<PausableItem, "kind" | "id" | "name" | "state">;

/** What became of an order to stop or to start compute. */
export type OrderEnd =
  /** It is so, or was so already. */
  | { kind: "done" }
  /** It was deleted. */
  | { kind: "gone" }
  /** It may succeed later: nobody answered, or what is to be started has not come to rest yet. */
  | { kind: "notYet"; reason: string }
  /** It was refused for good; `reason` is the answer and the mend. */
  | { kind: "refused"; reason: string };

/** Compute with what became of the order that it got. */
export type OrderedItem = PausedItem & { end: OrderEnd };

/** Tag that lets compute be paused where its value is `true`. */
export const pausableTag = "nightshift-pausable";

const mostItems = 200;

/** What a pause stops: running compute that may be paused, at most 200 of it, in a fixed order. */
export function planPause(items: readonly PausableItem[], rule: PauseRule): PausedItem[] {
  return items
    .filter((item) => item.isRunning && mayPause(item, rule))
    .map(({ kind, id, name, state }) => ({ kind, id, name, state }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .slice(0, mostItems);
}

/** What compute is recognised by. */
export function keyOf({ kind, id }: Pick<PausedItem, "kind" | "id">): string {
  return `${kind} ${id}`;
}

function mayPause({ id, name, tags }: PausableItem, { names, never }: PauseRule): boolean {
  return !never.includes(id) && (names.includes(name) || tags[pausableTag] === "true");
}
