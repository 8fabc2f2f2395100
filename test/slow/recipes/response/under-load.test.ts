import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import { openResponseRig, type ResponseRig } from "./response-rig.ts";

describe("responses under load", function () {
  this.timeout(300_000);
  let rig: ResponseRig;
  before(async () => {
    rig = await openResponseRig(100, 20);
  });
  after(() => rig.close());

  it("move the alias within 300 ms of the alert, 99 times of 100", async () => {
    // The first alerts find nothing warm, as in life: they count.
    const sorted = (await rig.timesToAlias()).toSorted((left, right) => left - right);
    const [p50 = 0, p99 = 0] = [sorted[49], sorted[98]];
    console.log(`      alert to alias: p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms`);
    assert.ok(p99 < 300, `p99 is ${p99.toFixed(0)} ms`);
  });

  it("answer a storm of 10,000 alerts over 20 models with one action each, and lose none", async () => {
    const { seconds, counts, moved, peakMiB } = await rig.storm(10_000);
    console.log(`      10,000 alerts: ${seconds.toFixed(1)} s, peak ${peakMiB} MiB`);
    assert.deepEqual(counts, Array(20).fill(500));
    assert.equal(moved.length, 20);
    assert.equal(new Set(moved).size, 20);
    assert.ok(seconds < 20, `it took ${seconds.toFixed(1)} s`);
    assert.ok(peakMiB < 450, `peak ${peakMiB} MiB`);
  });
});
