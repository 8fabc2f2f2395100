import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { nextOccurrence } from "../../../local/host/timer-trigger.ts";

describe("nextOccurrence", () => {
  const cases = [
    ["0 */5 * * * *", "2026-03-01T00:00:00Z", "2026-03-01T00:05:00Z"],
    ["0 */5 * * * *", "2026-03-01T00:04:59.999Z", "2026-03-01T00:05:00Z"],
    ["*/10 * * * * *", "2026-03-01T00:00:01Z", "2026-03-01T00:00:10Z"],
    ["0 30 9 * * 1-5", "2026-03-06T09:30:00Z", "2026-03-09T09:30:00Z"],
    ["0 0 0 1 Jan *", "2026-03-01T00:00:00Z", "2027-01-01T00:00:00Z"],
    ["0 0 12 * * Mon", "2026-03-01T00:00:00Z", "2026-03-02T12:00:00Z"],
    // NCRONTAB wants both to match: the first Friday that is a 13th.
    ["0 0 0 13 * 5", "2026-04-01T00:00:00Z", "2026-11-13T00:00:00Z"],
  ] as const;
  for (const [schedule, after, expected] of cases) {
    it(`comes at ${expected} by "${schedule}" after ${after}`, () => {
      assert.equal(nextOccurrence(schedule, Date.parse(after)), Date.parse(expected));
    });
  }

  it("comes never on a day that does not exist", () => {
    assert.equal(nextOccurrence("0 0 0 31 2 *", 0), null);
  });

  it("refuses five fields: the seconds are missing", () => {
    assert.throws(() => nextOccurrence("*/5 * * * *", 0));
  });
});
