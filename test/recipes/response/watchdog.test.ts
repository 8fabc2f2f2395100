import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Incident } from "../../../functions/core/incident.ts";
import { watchdog } from "../../../functions/recipes/response/watchdog.ts";
import { play } from "../play.ts";

describe("watchdog", () => {
  it("opens an incident for each orchestration that is stuck, and ends none", async () => {
    const stuck = ["1", "2"].map((id) => ({
      instanceId: `lifecycle:films:${id}`,
      name: "lifecycle",
      status: "Suspended",
      model: "films",
      owner: "ana",
      updatedAt: 0,
      silentMinutes: 2000,
      limitMinutes: 1800,
    }));
    const played = await play(watchdog, {
      input: { running: [] },
      answers: {
        findStuck: () => ({ stuck }),
        recordIncident: ({ id }: Incident) => ({ kind: "created", id }),
        listNotifiers: () => [],
      },
    });
    const incidents = (played.inputs.recordIncident ?? []) as Incident[];
    assert.deepEqual(
      incidents.map(({ owner, numbers }) => [owner, numbers[0]?.value]),
      stuck.map(({ instanceId }) => ["ana", `${instanceId}, Suspended`]),
    );
    assert.match(incidents[0]?.numbers[1]?.value ?? "", /2000 minutes \(its limit: 1800\)/);
    assert.deepEqual(
      played.steps.filter((step) => /terminate|cancel/.test(step)),
      [],
    );
  });
});
