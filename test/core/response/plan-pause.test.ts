import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  type PausableItem,
  pausableTag,
  planPause,
} from "../../../functions/core/response/plan-pause.ts";
import { reducePaused } from "../../../functions/core/response/reduce-paused.ts";

const cluster: PausableItem = {
  kind: "cluster",
  id: "c1",
  name: "playground",
  isRunning: true,
  state: "RUNNING",
  tags: {},
};
const tagged = { ...cluster, id: "c2", name: "notebooks", tags: { [pausableTag]: "true" } };
const nothing = { names: [], never: [] };

describe("planPause", () => {
  it("pauses nothing that nobody allowed", () => {
    assert.deepEqual(planPause([cluster], nothing), []);
    const no = { ...cluster, tags: { [pausableTag]: "false" } };
    assert.deepEqual(planPause([no], nothing), []);
  });

  it("pauses what is allowed by name or by tag, and remembers its state", () => {
    const planned = planPause([tagged, cluster], { names: ["playground"], never: [] });
    assert.deepEqual(planned, [
      { kind: "cluster", id: "c1", name: "playground", state: "RUNNING" },
      { kind: "cluster", id: "c2", name: "notebooks", state: "RUNNING" },
    ]);
  });

  it("leaves alone what does not run, and what Nightshift itself needs", () => {
    assert.deepEqual(planPause([{ ...tagged, isRunning: false }], nothing), []);
    assert.deepEqual(planPause([tagged], { names: [], never: ["c2"] }), []);
  });
});

describe("reducePaused", () => {
  const item = { kind: "cluster", id: "c1", name: "playground", state: "RUNNING" } as const;

  it("keeps the state that was first seen, however often it is told", () => {
    const once = reducePaused([], { kind: "add", by: "films", items: [item] }).state;
    const again = { ...item, state: "TERMINATED" };
    const add = { kind: "add", by: "films", items: [again] } as const;
    assert.deepEqual(reducePaused(once, add).state, [{ ...item, by: "films" }]);
  });

  it("records an item once, for whoever paused it first, and lets nobody else forget it", () => {
    const first = reducePaused([], { kind: "add", by: "films", items: [item] }).state;
    const second = reducePaused(first, { kind: "add", by: "series", items: [item] }).state;
    assert.deepEqual(second, first);
    const third = reducePaused(second, { kind: "remove", by: "series", items: [item] }).state;
    assert.deepEqual(third, first);
  });

  it("forgets exactly what runs again", () => {
    const id = fc.constantFrom("a", "b", "c", "d");
    const items = (ids: string[]) => ids.map((each) => ({ ...item, id: each }));
    fc.assert(
      fc.property(fc.array(id), fc.array(id), (added, removed) => {
        const held = reducePaused([], { kind: "add", by: "films", items: items(added) }).state;
        const left = reducePaused(held, {
          kind: "remove",
          by: "films",
          items: items(removed),
        }).state;
        const expected = [...new Set(added)].filter((each) => !removed.includes(each));
        assert.deepEqual(
          left.map((each) => each.id),
          expected,
        );
      }),
    );
  });
});
