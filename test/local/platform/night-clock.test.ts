import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { type ClockPart, createNightClock } from "../../../local/platform/night-clock.ts";

describe("createNightClock", () => {
  it("jumps from one due instant to the next and ends at its target", async () => {
    const seen: string[] = [];
    const clock = createNightClock(0, [
      alarms("workspace", [10, 30], seen),
      alarms("host", [20, 30, 99], seen),
    ]);
    await clock.runTo(50);
    assert.deepEqual(seen, ["workspace 10", "host 20", "workspace 30", "host 30"]);
    assert.equal(clock.now(), 50);
  });

  it("does what is due exactly at its target", async () => {
    const seen: string[] = [];
    await createNightClock(0, [alarms("host", [50], seen)]).runTo(50);
    assert.deepEqual(seen, ["host 50"]);
  });

  it("does what an event makes due at the same instant", async () => {
    const seen: string[] = [];
    const dues = [10];
    const part = alarms("host", dues, seen, (at) => {
      if (seen.length < 3) dues.push(at);
    });
    await createNightClock(0, [part]).runTo(20);
    assert.deepEqual(seen, ["host 10", "host 10", "host 10"]);
  });

  it("looks again where a part has become busy meanwhile", async () => {
    let refusals = 2;
    const part: ClockPart = {
      settled: async () => ({ nextDue: null, ticket: 0 }),
      moveTo: async () => refusals-- <= 0,
    };
    const clock = createNightClock(0, [part]);
    await clock.runTo(5);
    assert.equal(clock.now(), 5);
    assert.ok(refusals < 0);
  });

  it("gives up on a part that is due for ever", async () => {
    const stuck: ClockPart = {
      settled: async () => ({ nextDue: 7, ticket: 0 }),
      moveTo: async () => true,
    };
    await assert.rejects(
      createNightClock(0, [stuck]).runTo(9),
      /something is due then and never done/,
    );
  });

  it("meets every instant once, in order, whatever the parts", async () => {
    const instants = fc.array(fc.integer({ min: 1, max: 1000 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(instants, instants, async (left, right) => {
        const seen: string[] = [];
        const parts = [alarms("x", [...left], seen), alarms("x", [...right], seen)];
        await createNightClock(0, parts).runTo(1000);
        const wanted = [...left, ...right].sort((a, b) => a - b).map((at) => `x ${at}`);
        assert.deepEqual(seen, wanted);
      }),
    );
  });
});

/** A part that rings at each of these instants. */
function alarms(
  name: string,
  dues: number[],
  seen: string[],
  onRing: (at: number) => void = () => {},
): ClockPart {
  return {
    settled: async () => ({ nextDue: dues.length === 0 ? null : Math.min(...dues), ticket: 0 }),
    async moveTo(at) {
      for (;;) {
        const index = dues.findIndex((due) => due <= at);
        if (index < 0) return true;
        dues.splice(index, 1);
        seen.push(`${name} ${at}`);
        onRing(at);
        if (dues.includes(at)) return true;
      }
    },
  };
}
