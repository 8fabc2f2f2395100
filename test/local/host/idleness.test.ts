import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createIdleness, type Idle } from "../../../local/host/idleness.ts";

describe("createIdleness", () => {
  it("announces each lasting quiet once, under a new number, and its end", async () => {
    const told: (Idle | null)[] = [];
    let quiet = true;
    const idleness = createIdleness(
      () => quiet,
      () => 7,
      (idle) => told.push(idle),
    );
    idleness.changed();
    idleness.changed();
    await turn();
    quiet = false;
    idleness.changed();
    quiet = true;
    idleness.changed();
    await turn();
    assert.deepEqual(told, [{ seq: 1, nextDue: 7 }, null, { seq: 2, nextDue: 7 }]);
    assert.deepEqual(await idleness.wait(), { seq: 2, nextDue: 7 });
  });

  it("announces nothing when work begins before the turn is over", async () => {
    const told: (Idle | null)[] = [];
    let quiet = true;
    const idleness = createIdleness(
      () => quiet,
      () => null,
      (idle) => told.push(idle),
    );
    idleness.changed();
    quiet = false;
    await turn();
    assert.deepEqual(told, []);
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
