import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { logWait } from "../../functions/triggers/log-wait.ts";

const logged = (triggerMetadata: Record<string, unknown> | undefined) => {
  const lines: string[] = [];
  logWait("budget", { triggerMetadata, info: (line: string) => lines.push(line) } as Parameters<
    typeof logWait
  >[1]);
  return lines.map((line) => JSON.parse(line));
};

describe("logWait", () => {
  it("logs how long a message waited, from when it was sent", () => {
    const sentAt = new Date(Date.now() - 90_000).toISOString();
    const [record] = logged({ enqueuedTimeUtc: sentAt });
    assert.equal(record.record, "nightshift.wait");
    assert.equal(record.queue, "budget");
    assert.ok(record.waitedSeconds >= 90 && record.waitedSeconds < 120, record.waitedSeconds);
  });

  it("logs nothing where no time is told, and no wait below zero where clocks differ", () => {
    assert.deepEqual(logged(undefined), []);
    const [record] = logged({ enqueuedTimeUtc: new Date(Date.now() + 60_000).toISOString() });
    assert.equal(record.waitedSeconds, 0);
  });
});
