import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { day, hour } from "../../../functions/core/instant.ts";
import { pickFailedRun, pickLastEnded } from "../../../functions/core/response/pick-failed-run.ts";

const now = 10 * day;
const failed = (endedAt: number) => ({ code: "RUN_EXECUTION_ERROR", endedAt });
const good = (endedAt: number) => ({ code: "SUCCESS", endedAt });
const running = { code: null, endedAt: null };

describe("pickLastEnded", () => {
  it("takes the run that ended last, whichever started last", () => {
    assert.deepEqual(pickLastEnded([running, failed(hour), good(2 * hour)]), good(2 * hour));
    assert.equal(pickLastEnded([running]), null);
  });
});

describe("pickFailedRun", () => {
  it("takes the last failure while no run has succeeded since, whatever its age", () => {
    assert.deepEqual(pickFailedRun([running, failed(hour), good(0)], now), failed(hour));
  });

  it("takes a failure before a success only within 24 hours", () => {
    const recent = failed(now - day + 1);
    assert.deepEqual(pickFailedRun([good(now), recent, failed(hour)], now), recent);
    assert.equal(pickFailedRun([good(now), failed(now - day)], now), null);
    assert.equal(pickFailedRun([good(now)], now), null);
  });
});
