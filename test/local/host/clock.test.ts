import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createClock } from "../../../local/host/clock.ts";

describe("createClock", () => {
  it("stands still until it is advanced, and never goes back", () => {
    const clock = createClock("virtual", 1000);
    assert.deepEqual([clock.now(), clock.flows()], [1000, false]);
    clock.advance(5000);
    assert.equal(clock.now(), 5000);
    assert.throws(() => clock.advance(4999), /4999 lies before 5000/);
  });

  it("flows on from where it stood, and then cannot be advanced", () => {
    const clock = createClock("virtual", 1000);
    clock.flow();
    assert.ok(clock.now() >= 1000 && clock.now() < 2000);
    assert.throws(() => clock.advance(9000), /flows at real pace/);
  });

  it("rings at once for a time that has passed", async () => {
    const clock = createClock("real", Date.now());
    await new Promise<void>((resolve) => clock.alarm(0, resolve));
  });
});
