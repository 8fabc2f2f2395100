import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { ModelDefinition } from "../../functions/core/catalogue/model-definition.ts";
import type { Incident } from "../../functions/core/incident.ts";
import type { Decision } from "../../functions/core/ledger.ts";
import type { Verdict } from "../../functions/core/lifecycle/verdict.ts";
import { definition, facts, improve, inTurn, type Run } from "./improvement-script.ts";
import { verdicts } from "./lifecycle-script.ts";
import type { Played } from "./play.ts";

describe("improvement", () => {
  it("plans, runs and criticises until the gate promotes", async () => {
    const played = await improve({ evaluateMetrics: inTurn("reject", "promote") });
    assert.deepEqual(verdictsOf(played), [
      ...["planned", "reject", "retry"],
      ...["planned", "promote", "accept"],
      ...["intended", "promoted"],
    ]);
    assert.deepEqual(outputOf(played), { kind: "promoted", version: "8", replaced: "7" });
    assert.equal(played.inputs.recordIncident, undefined);
  });

  it("writes everything under its own pattern, each entry with a key of its own", async () => {
    const played = await improve({ evaluateMetrics: inTurn("reject", "reject", "promote") });
    const decisions = decisionsOf(played);
    const keys = decisions.map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length, keys.join());
    assert.deepEqual([...new Set(decisions.map(({ pattern }) => pattern))], ["improvement"]);
  });

  it("tells every run its plan, its iteration and whose retrain it improves", async () => {
    const played = await improve({ evaluateMetrics: inTurn("reject", "promote") });
    const [first, second] = played.inputs.triggerDatabricksJob as Run[];
    assert.deepEqual(first?.plan, {
      ...{ kind: "augmentWithRecent", iteration: 1, parent: "lifecycle:films:1" },
      ...{ featureSet: "few", recentDays: 1000, hyperparameters: { penalty: 10 } },
    });
    assert.equal(second?.plan?.iteration, 2);
    assert.notDeepEqual(first?.plan, second?.plan);
    assert.deepEqual(
      [first?.instance, second?.instance],
      ["improvement:films:1:1", "improvement:films:1:2"],
    );
  });

  it("judges each candidate by a surer gate than a plain retrain", async () => {
    const played = await improve({ evaluateMetrics: inTurn("promote") });
    const [asked] = played.inputs.evaluateMetrics as { definition: ModelDefinition }[];
    assert.ok(Math.abs((asked?.definition.gate.confidence ?? 0) - 0.9967) < 1e-12);
  });

  it("ends in an incident that tells the whole story", async () => {
    const played = await improve({ evaluateMetrics: inTurn("reject", "reject", "reject") });
    const [incident] = played.inputs.recordIncident as Incident[];
    assert.equal(played.inputs.moveAlias, undefined);
    assert.deepEqual(
      incident?.numbers.map(({ name }) => name),
      ["why it ended", "plain retrain", "iteration 1", "iteration 2", "iteration 3", "cost"],
    );
    assert.equal(incident?.numbers[0]?.value, "All 3 iteration(s) are done.");
    assert.deepEqual(played.steps.slice(-2), ["guard.read", "guard.report"]);
  });

  it("never runs more jobs than are allowed", async () => {
    const improvement = { ...definition.improvement, maxRuns: 1 };
    const played = await improve({ evaluateMetrics: inTurn("reject") }, { improvement });
    assert.equal(played.inputs.triggerDatabricksJob?.length, 1);
    assert.match(incidentOf(played).numbers[0]?.value ?? "", /maxRuns is 1/);
  });

  it("starts nothing once a hold has outlasted maxHours, and says so", async () => {
    let looks = 0;
    const improvement = { ...definition.improvement, maxHours: 0.5 };
    const held = () => {
      looks += 1;
      return looks > 6 ? null : { by: "ann", reason: "storm", since: 0 };
    };
    const played = await improve({ "hold.read": held }, { improvement });
    assert.ok(looks > 6, "the hold was waited out");
    assert.equal(played.inputs.triggerDatabricksJob, undefined);
    assert.deepEqual(verdictsOf(played).at(-1), "notStarted");
    assert.match(incidentOf(played).numbers[0]?.value ?? "", /Nothing was started: .*0 minute/);
    assert.equal(outputOf(played).kind, "fruitless");
  });

  it("asks for leave before each iteration, and stops where a rollback took it", async () => {
    let asks = 0;
    const played = await improve({
      evaluateMetrics: inTurn("reject"),
      "guard.ask": () => {
        asks += 1;
        const detail = "A rollback ended the improve.";
        return asks === 1
          ? { kind: "granted", grant: { action: "improve", to: null } }
          : { kind: "refused", reason: "superseded", detail };
      },
    });
    assert.equal(played.inputs.triggerDatabricksJob?.length, 1);
    assert.match(incidentOf(played).numbers[0]?.value ?? "", /rollback/);
  });

  it("does nothing where autonomy is observe, and says what it would have done", async () => {
    const autonomy = { ...definition.autonomy, retrain: "observe" } as const;
    const played = await improve({}, { autonomy });
    assert.equal(played.inputs.triggerDatabricksJob, undefined);
    assert.deepEqual(verdictsOf(played), ["planned", "withheld"]);
  });

  it("goes on where a run fails, and counts its attempts", async () => {
    let ends = 0;
    const played = await improve({
      evaluateMetrics: inTurn("promote"),
      pollJobStatus: () => {
        ends += 1;
        const outcome = ends === 1 ? { kind: "failed", reason: "No rows." } : { kind: "succeeded" };
        return { outcome, run: { pageUrl: "http://run", endedAt: 5, tasks: [] } };
      },
    });
    assert.deepEqual(verdictsOf(played).slice(0, 4), ["planned", "failed", "retry", "planned"]);
    assert.equal(outputOf(played).kind, "promoted");
  });

  it("refreshes registered pipelines before it trains", async () => {
    const drifted = { ...facts, drift: { budget: 0.9 }, trainingRows: 1000 };
    const played = await improve({
      readTrainingFacts: () => ({ facts: drifted, championRows: 1000 }),
      evaluateMetrics: inTurn("promote"),
      triggerPipeline: () => ({ kind: "started", runId: "55" }),
    });
    const [pipeline] = played.inputs.triggerPipeline as { jobName: string; instance: string }[];
    assert.deepEqual(
      [pipeline?.jobName, pipeline?.instance],
      ["refresh-features", "improvement:films:1:1"],
    );
    const runs = ["triggerPipeline", "pollJobStatus", "triggerDatabricksJob"];
    assert.deepEqual(
      played.steps.filter((step) => runs.includes(step)),
      ["triggerPipeline", "pollJobStatus", "triggerDatabricksJob", "pollJobStatus"],
    );
  });

  it("asks a person at its end about what passed only as far as a person may decide", async () => {
    const attended = { ...verdicts.conflict, cause: "attended" } as Verdict;
    const played = await improve({
      evaluateMetrics: inTurn("reject", attended, "reject"),
      "reviews.open": () => ({ kind: "opened" }),
      "reviews.expire": () => ({ kind: "expired" }),
    });
    assert.equal(played.inputs["reviews.open"]?.length, 1);
    assert.equal(outputOf(played).kind, "fruitless");
  });

  it("opens a critical incident and fails loudly where a step fails for good", async () => {
    const played = await improve({
      evaluateMetrics: () => {
        throw new Error("the workspace answers HTML");
      },
    });
    assert.equal(played.outcome.kind, "failed");
    assert.equal(incidentOf(played).severity, "critical");
    assert.equal(played.inputs["guard.report"]?.length, 1);
  });
});

function decisionsOf(played: Played): Decision[] {
  return (played.inputs.recordDecision ?? []) as Decision[];
}

function verdictsOf(played: Played): (string | null)[] {
  return decisionsOf(played).map(({ verdict }) => verdict);
}

function incidentOf(played: Played): Incident {
  const [incident] = (played.inputs.recordIncident ?? []) as Incident[];
  assert.ok(incident, "no incident was opened");
  return incident;
}

function outputOf(played: Played): { kind: string } {
  assert.equal(played.outcome.kind, "returned", JSON.stringify(played.outcome));
  return played.outcome.output as { kind: string };
}
