import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Letter, Mail } from "../../../local/host/inbox.ts";
import { planEntityBatch } from "../../../local/host/plan-entity-batch.ts";

const everybody = () => true;

describe("planEntityBatch", () => {
  it("takes signals and calls of anybody while nobody holds the entity", () => {
    const batch = planEntityBatch(
      letters(signal("a"), call("b", 1), call("c", 2)),
      null,
      everybody,
    );
    assert.deepEqual(
      batch.operations.map(({ name }) => name),
      ["a", "b", "c"],
    );
    assert.equal(batch.lockedBy, null);
  });

  it("takes only the holder's calls while it is held", () => {
    const batch = planEntityBatch(letters(signal("a"), call("b", 1), call("c", 2)), 2, everybody);
    assert.deepEqual(batch.taken, [2]);
  });

  it("goes to the first who asks, and on to the next entity of the lock set", () => {
    const batch = planEntityBatch(letters(lock(1), lock(2), call("x", 1)), null, everybody);
    assert.deepEqual([batch.lockedBy, batch.taken], [1, [0, 2]]);
    assert.deepEqual(
      batch.grants.map(({ next }) => next),
      ["@e@b"],
    );
    assert.equal(planEntityBatch(letters(lock(1, 1)), null, everybody).grants[0]?.next, null);
  });

  it("goes to none whose orchestration has ended", () => {
    const batch = planEntityBatch(letters(lock(1), lock(2)), null, (execution) => execution === 2);
    assert.deepEqual([batch.lockedBy, batch.taken], [2, [0, 1]]);
  });

  it("is freed by its holder alone, and then looks again at what it passed over", () => {
    const stranger = planEntityBatch(letters(signal("a"), unlock(3)), 1, everybody);
    assert.deepEqual([stranger.lockedBy, stranger.hasMore], [1, false]);
    const holder = planEntityBatch(letters(signal("a"), unlock(1), signal("b")), 1, everybody);
    assert.deepEqual([holder.lockedBy, holder.taken, holder.hasMore], [null, [1], true]);
  });
});

function letters(...mails: Mail[]): Letter[] {
  return mails.map((mail, id) => ({ id, execution: null, mail }));
}

function callerOf(execution: number) {
  return { instance: `i${execution}`, execution, requestId: `r${execution}` };
}

function signal(name: string): Mail {
  return { kind: "operation", name, input: null, caller: null };
}

function call(name: string, execution: number): Mail {
  return { kind: "operation", name, input: null, caller: callerOf(execution) };
}

function lock(execution: number, position = 0): Mail {
  return { kind: "lock", targets: ["@e@a", "@e@b"], position, caller: callerOf(execution) };
}

function unlock(owner: number): Mail {
  return { kind: "unlock", owner };
}
