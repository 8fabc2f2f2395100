import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createRecordActivities } from "../../functions/activities/records.ts";
import { type Incident, planIncident } from "../../functions/core/incident.ts";
import { containers, incidentPath } from "../../functions/core/names.ts";
import { createFakeRecords } from "../fakes/fake-records.ts";

describe("recordIncident", () => {
  it("records an incident once, and says so again to whoever recorded it", async () => {
    const { recordIncident } = createRecordActivities({ records: createFakeRecords() });
    const incident = at(0);
    assert.equal((await recordIncident(incident)).kind, "created");
    assert.equal((await recordIncident(incident)).kind, "created");
  });

  it("keeps the first record where the same cause comes again", async () => {
    const records = createFakeRecords();
    const { recordIncident } = createRecordActivities({ records });
    await recordIncident(at(0));
    assert.equal((await recordIncident(at(60_000))).kind, "exists");
    const path = incidentPath("films", at(0).id);
    const kept = JSON.parse((await records.read(containers.incidents, path)) ?? "");
    assert.deepEqual(kept, at(0));
  });
});

function at(later: number): Incident {
  return planIncident({
    key: "lifecycle:films:1 run",
    model: "films",
    owner: "films",
    severity: "warning",
    at: Date.parse("2026-03-01T22:00:00.000Z") + later,
    what: "The training run failed",
    numbers: [],
    done: "Stopped.",
    undo: "Nothing to undo.",
    ifIgnored: "The champion grows older.",
  });
}
