import type { Compute, ComputeItem } from "../../functions/clients/ports.ts";

/** Compute in memory. */
export interface FakeCompute extends Compute {
  /** Adds it, or puts it in the place of the one with its id. */
  define(item: Pick<ComputeItem, "kind" | "id"> & Partial<ComputeItem>): void;
  /** Every order that changed something, such as `stop cluster c1`. */
  readonly orders: string[];
}

/** Creates a workspace without compute. */
export function createFakeCompute(): FakeCompute {
  const items = new Map<string, ComputeItem>();
  const orders: string[] = [];
  const keyOf = ({ kind, id }: Pick<ComputeItem, "kind" | "id">) => `${kind} ${id}`;
  const turn = (item: ComputeItem, isRunning: boolean) => {
    if (item.isRunning === isRunning) return;
    orders.push(`${isRunning ? "start" : "stop"} ${keyOf(item)}`);
    items.set(keyOf(item), { ...item, isRunning, state: isRunning ? "RUNNING" : "STOPPED" });
  };
  return {
    orders,
    define(item) {
      const usual = { name: item.id, isRunning: true, state: "RUNNING", tags: {} };
      items.set(keyOf(item), { ...usual, ...item });
    },
    list: async () => [...items.values()],
    async stop(item) {
      const found = items.get(keyOf(item));
      if (found === undefined) return { kind: "gone" };
      turn(found, false);
      return { kind: "done" };
    },
    async start(item) {
      const found = items.get(keyOf(item));
      if (found === undefined) return { kind: "gone" };
      turn(found, true);
      return { kind: "done" };
    },
  };
}
