import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createRetries, retryDelayMs } from "../../../local/host/retries.ts";

const work = { kind: "timer", name: "t" } as const;

describe("createRetries", () => {
  it("tries again as often as the policy says, and forgets afterwards", () => {
    const retries = createRetries();
    const policy = { retryStrategy: "fixedDelay", maxRetryCount: 2, delayInterval: { seconds: 5 } };
    assert.equal(retries.failed("t", policy, 0, work), true);
    assert.equal(retries.nextAt(), 5000);
    assert.deepEqual(retries.due(4999), []);
    assert.deepEqual(retries.due(5000), [work]);
    assert.equal(retries.failedTries("t"), 1);
    assert.equal(retries.failed("t", policy, 5000, work), true);
    assert.equal(retries.failed("t", policy, 10_000, work), false);
    assert.deepEqual([retries.failedTries("t"), retries.nextAt()], [0, null]);
  });

  it("never tries again without a policy", () => {
    assert.equal(createRetries().failed("t", undefined, 0, work), false);
  });
});

describe("retryDelayMs", () => {
  it("doubles up to the longest wait", () => {
    const policy = {
      retryStrategy: "exponentialBackoff",
      minimumInterval: { seconds: 10 },
      maximumInterval: { seconds: 60 },
    };
    const delays = [1, 2, 3, 4, 5].map((count) => retryDelayMs(policy, count));
    assert.deepEqual(delays, [10_000, 20_000, 40_000, 60_000, 60_000]);
  });
});
