import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createPlanningActivities } from "../../functions/activities/planning.ts";
import { type Decision, sealEntry } from "../../functions/core/ledger.ts";
import { ledgerPath } from "../../functions/core/names.ts";
import { createFakeJobs } from "../fakes/fake-jobs.ts";
import { createFakeModels } from "../fakes/fake-models.ts";
import { createFakeRecords } from "../fakes/fake-records.ts";
import { createFakeRuns } from "../fakes/fake-runs.ts";

const now = Date.parse("2026-03-10T00:00:00Z");

describe("readRecentAlerts", () => {
  it("tells what was answered to alerts in the last seven days, the newest first", async () => {
    const { activities, records } = open();
    const entries: [Decision["pattern"], string, string][] = [
      ["response", "2026-03-01T00:00:00Z", "long ago"],
      ["response", "2026-03-08T00:00:00Z", "older"],
      ["lifecycle", "2026-03-09T00:00:00Z", "no alert"],
      ["response", "2026-03-09T12:00:00Z", "newer"],
    ];
    let previous: ReturnType<typeof sealEntry> | null = null;
    for (const [pattern, at, reason] of entries) {
      previous = sealEntry(decision(pattern, Date.parse(at), reason), previous);
      await records.create(
        "ledger",
        ledgerPath("films", previous.sequence),
        JSON.stringify(previous),
      );
    }
    const alerts = await activities.readRecentAlerts({ model: "films", now });
    assert.deepEqual(alerts, ["rollback: newer", "rollback: older"]);
  });
});

describe("readTrainingFacts", () => {
  it("knows nothing of a champion that was registered without a run", async () => {
    const { activities } = open();
    const request = { runId: "gone", registeredModel: "ml.films.revenue", championVersion: "1" };
    const { facts, championRows } = await activities.readTrainingFacts(request);
    assert.deepEqual([facts.trainingRows, championRows], [null, null]);
  });
});

describe("triggerPipeline", () => {
  it("says which job is missing, and where it is declared", async () => {
    const { activities } = open();
    const request = { jobName: "refresh", instance: "improvement:films:1:1", parameters: {} };
    const answer = await activities.triggerPipeline(request);
    assert.equal(answer.kind, "refused");
    assert.match(answer.kind === "refused" ? answer.reason : "", /no job named "refresh"/);
  });
});

function open() {
  const records = createFakeRecords();
  const clients = { jobs: createFakeJobs(), runs: createFakeRuns(), models: createFakeModels() };
  return { activities: createPlanningActivities({ ...clients, records }), records };
}

function decision(pattern: Decision["pattern"], at: number, reason: string): Decision {
  return {
    ...{ key: `${at}`, at, model: "films", pattern, instance: "i", kind: "rollback", inputs: {} },
    ...{ verdict: null, action: null, autonomy: null, reasons: [reason] },
  };
}
