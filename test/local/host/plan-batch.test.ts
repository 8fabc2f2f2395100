import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { eventOf, eventType } from "../../../local/host/history.ts";
import type { Letter, Mail } from "../../../local/host/inbox.ts";
import { planBatch } from "../../../local/host/plan-batch.ts";

const raised = { kind: "event", event: eventOf(eventType.eventRaised, 0, { Name: "x" }) } as const;
const suspended: Mail = { kind: "event", event: eventOf(eventType.suspended, 0) };
const resumed: Mail = { kind: "event", event: eventOf(eventType.resumed, 0) };
const terminated: Mail = { kind: "event", event: eventOf(eventType.executionTerminated, 0) };

describe("planBatch", () => {
  it("takes everything in order", () => {
    const batch = planBatch(letters(raised, raised), 1, false, 100);
    assert.deepEqual(batch.taken, [0, 1]);
    assert.equal(batch.isTurn, true);
  });

  it("takes and drops what was meant for an older execution", () => {
    const [letter] = letters(raised);
    assert.ok(letter);
    const batch = planBatch([{ ...letter, execution: 1 }], 2, false, 100);
    assert.deepEqual([batch.taken, batch.events, batch.isTurn], [[0], [], false]);
  });

  it("takes no more than it may, the events that an execution begins with included", () => {
    const began = eventOf(eventType.executionStarted, 0, { Name: "o" });
    const start: Mail = { kind: "start", events: [began, raised.event, raised.event] };
    const batch = planBatch(letters(start, raised, raised), 1, false, 4);
    assert.deepEqual([batch.taken, batch.events.length, batch.hasMore], [[0, 1], 4, true]);
    assert.equal(planBatch(letters(start, raised), 1, false, 4).hasMore, false);
  });

  it("leaves what comes after a suspension, until it is resumed", () => {
    const batch = planBatch(letters(raised, suspended, raised), 1, false, 100);
    assert.deepEqual([batch.taken, batch.isSuspended, batch.hasMore], [[0, 1], true, false]);
    const later = planBatch(letters(raised, resumed), 1, true, 100);
    assert.deepEqual([later.taken, later.isSuspended, later.hasMore], [[1], false, true]);
    assert.equal(later.isTurn, false);
  });

  it("ends at a termination, suspended or not", () => {
    for (const wasSuspended of [false, true]) {
      const batch = planBatch(letters(terminated, raised), 1, wasSuspended, 100);
      assert.ok(batch.terminated);
    }
  });
});

function letters(...mails: Mail[]): Letter[] {
  return mails.map((mail, id) => ({ id, execution: null, mail }));
}
