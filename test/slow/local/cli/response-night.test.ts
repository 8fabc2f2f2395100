import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { startNightshift } from "./nightshift-process.ts";

describe("nightshift rehearse examples/nights/response-night.yaml", () => {
  it("rolls back, retrains, refuses a broken feed, pages and pauses, each within its look", async () => {
    const night = startNightshift(process.cwd(), [
      ...["rehearse", "examples/nights/response-night.yaml", "--json"],
    ]);
    assert.equal(await night.ended(), 0, night.out());
    const events: Record<string, string>[] = night
      .out()
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const of = (type: string, kind: string) =>
      events.filter((event) => event.type === type && event.kind === kind);
    const [alert] = of("alert", "model-degradation");
    const rollback = of("decision", "rollback").find(({ verdict }) => verdict === "rolledBack");
    // Answers land at 23:40, the look is at 23:40:30, and in virtual time the response takes none.
    assert.equal(alert?.at, "2026-03-02T23:40:30.000Z");
    assert.equal(rollback?.at, alert?.at);
    await night.leavesNothing();
  });
});
