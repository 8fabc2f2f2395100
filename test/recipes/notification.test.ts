import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Incident } from "../../functions/core/incident.ts";
import { notification } from "../../functions/recipes/tell.ts";
import { type Answers, play } from "./play.ts";

const card = { title: "Rolled back", text: "…", severity: "critical", key: "k" } as const;

const tell = (answers: Answers) =>
  play(notification, {
    input: { notifier: "teams", card },
    answers: {
      recordIncident: ({ id }: Incident) => ({ kind: "created", id }),
      listNotifiers: () => ["teams", "webhook"],
      notification: () => ({ kind: "told" }),
      ...answers,
    },
  });

describe("notification", () => {
  it("tries again after an outage, and reports none that is short", async () => {
    let tries = 0;
    const notify = () => {
      if (tries++ < 3) throw new Error("503");
      return { kind: "told" };
    };
    const played = await tell({ notify });
    assert.deepEqual(played.outcome, { kind: "returned", output: { kind: "told" } });
    assert.equal(played.inputs.recordIncident, undefined);
  });

  it("reports a notifier that stays silent through the others, once, and goes on for four hours", async () => {
    const notify = () => {
      throw new Error("404");
    };
    const played = await tell({ notify });
    assert.equal(played.outcome.kind, "failed");
    const hours = (Date.parse(played.endedAt) - Date.parse("2026-03-01T22:00:00Z")) / 3_600_000;
    assert.ok(hours > 3.5 && hours < 5, `${hours} hours`);
    const [incident, more] = played.inputs.recordIncident as Incident[];
    assert.equal(incident?.what, "The notifier teams does not answer");
    assert.equal(more, undefined);
    assert.equal(played.inputs.notification?.length, 2);
  });
});
