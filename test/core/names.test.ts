import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import * as names from "../../functions/core/names.ts";

describe("names", () => {
  it("are frozen: a rename strands running instances, queued messages and records", () => {
    assert.deepEqual(names.queues, {
      bronzeArrivals: "bronze-arrivals",
      modelDegradation: "model-degradation",
      dataDrift: "data-drift",
      pipelineFailure: "pipeline-failure",
      budget: "budget",
      unrecognised: "unrecognised",
    });
    assert.equal(names.alertHub, "alerts");
    assert.deepEqual(names.containers, {
      bronze: "bronze",
      ledger: "ledger",
      incidents: "incidents",
    });
    assert.deepEqual(names.aliases, {
      champion: "champion",
      challenger: "challenger",
      previousChampion: "previous_champion",
    });
    assert.deepEqual(names.connections, { serviceBus: "ServiceBus", eventHubs: "EventHubs" });
  });

  it("equal their keys where code and host share them", () => {
    const { triggers, orchestrations, lifecycleSteps, entities, events } = names;
    for (const group of [triggers, orchestrations, lifecycleSteps, entities, events]) {
      for (const [key, name] of Object.entries(group)) assert.equal(key, name);
    }
    assert.deepEqual(Object.keys(lifecycleSteps), [
      "validateData",
      "triggerDatabricksJob",
      "pollJobStatus",
      "evaluateMetrics",
      "decideAction",
    ]);
    for (const name of [
      "arrival",
      "lifecycle",
      "pollJobStatus",
      "notification",
      "improvement",
      "response",
    ]) {
      assert(name in orchestrations, name);
    }
    for (const name of ["guard", "arrivals", "hold", "alertGroup"]) assert(name in entities, name);
    assert.equal(events.approval, "approval");
  });

  it("tag training runs as the training contract says", () => {
    assert.deepEqual(Object.values(names.runTags).sort(), [
      "nightshift.attempt",
      "nightshift.champion_version",
      "nightshift.data_digest",
      "nightshift.holdout_digest",
      "nightshift.instance",
      "nightshift.job_run_id",
      "nightshift.model_version",
      "nightshift.recipe",
    ]);
  });

  it("derive paths and jobs from the model id", () => {
    assert.equal(names.trainingJobName("churn"), "nightshift-train-churn");
    assert.equal(names.experimentName("churn"), "/Shared/nightshift/churn");
    assert.equal(names.ledgerPath("churn", 7), "churn/00000007.json");
    assert.equal(names.incidentPath("churn", "0123456789ab"), "churn/0123456789ab.json");
  });
});

describe("instanceId", () => {
  it("is the orchestration, the model and 12 hex digits of the event", () => {
    assert.equal(names.instanceId("lifecycle", "churn", "event 1"), "lifecycle:churn:fb378474af59");
  });
});

describe("idempotencyToken", () => {
  it("is 64 hex digits, and another one for each instance, step and attempt", () => {
    const token = names.idempotencyToken("lifecycle:churn:0123456789ab", "triggerDatabricksJob", 1);
    assert.equal(token, "cca606c2a17fd41adece4bcfbd6e1ff35d99e1d0453860f3316dbdc30a18c651");
    const request = fc.tuple(fc.string(), fc.constantFrom("a", "b"), fc.nat());
    fc.assert(
      fc.property(request, request, (left, right) => {
        fc.pre(left.join("\n") !== right.join("\n"));
        assert.notEqual(names.idempotencyToken(...left), names.idempotencyToken(...right));
      }),
    );
  });
});
