import assert from "node:assert/strict";
import { beforeEach, describe, it } from "mocha";
import { createEvaluationActivities } from "../../functions/activities/evaluation.ts";
import type { LoggedRun } from "../../functions/clients/ports.ts";
import { aliases, experimentName } from "../../functions/core/names.ts";
import { createFakeModels, type FakeModels } from "../fakes/fake-models.ts";
import { createFakeRuns, type FakeRuns } from "../fakes/fake-runs.ts";
import { definition } from "../recipes/lifecycle-script.ts";

const triggeredAt = Date.parse("2026-03-01T22:00:00.000Z");
const { registeredModel } = definition;
const evaluation = {
  model: "films",
  definition,
  instance: "lifecycle:films:1",
  attempt: 1,
  triggeredAt,
};

describe("evaluateMetrics", () => {
  let models: FakeModels;
  let runs: FakeRuns;

  beforeEach(async () => {
    models = createFakeModels();
    runs = createFakeRuns();
    models.register(registeredModel, "champion run");
    models.register(registeredModel, "candidate run");
    await models.setAlias(registeredModel, aliases.champion, "1");
  });

  const evaluate = () => createEvaluationActivities({ runs, models }).evaluateMetrics(evaluation);

  it("promotes what the run of this attempt proves to be better", async () => {
    log(candidate({}));
    const { evidence, verdict } = await evaluate();
    assert.equal(verdict.kind, "promote", verdict.reasons.join("\n"));
    assert.equal(evidence.kind === "evidence" && evidence.candidateVersion, "2");
  });

  const missing: { name: string; run: Partial<LoggedRun> }[] = [
    { name: "no run at all", run: { tags: {} } },
    { name: "a run of another attempt", run: { tags: tags({ "nightshift.attempt": "2" }) } },
    { name: "a metric that is NaN", run: { metrics: { ...metrics(), rmse: Number.NaN } } },
    { name: "a metric that is infinite", run: { metrics: { ...metrics(), rmse: Infinity } } },
    { name: "a champion that was not scored", run: { metrics: { rmse: 10, sample_size: 1000 } } },
    { name: "another champion", run: { tags: tags({ "nightshift.champion_version": "9" }) } },
    { name: "a run that has not ended", run: { status: "RUNNING", endedAt: null } },
    { name: "a run from yesterday", run: { startedAt: triggeredAt - 24 * 3600_000 } },
  ];
  for (const { name, run } of missing) {
    it(`finds missing evidence, and promotes nothing, in ${name}`, async () => {
      log(candidate(run));
      const { verdict } = await evaluate();
      assert.equal(verdict.kind, "review");
      assert.equal(verdict.kind === "review" && verdict.cause, "missingEvidence");
    });
  }

  it("reads a champion that somebody registered without a run", async () => {
    models = createFakeModels();
    models.register(registeredModel, "");
    models.register(registeredModel, "candidate run");
    await models.setAlias(registeredModel, aliases.champion, "1");
    log(candidate({}));
    const { verdict } = await evaluate();
    assert.equal(verdict.kind, "promote", verdict.reasons.join("\n"));
  });

  function log(run: LoggedRun): void {
    runs.add(experimentName("films"), run);
  }
});

function candidate(change: Partial<LoggedRun>): LoggedRun {
  return {
    runId: "candidate run",
    status: "FINISHED",
    startedAt: triggeredAt + 1000,
    endedAt: triggeredAt + 2000,
    metrics: metrics(),
    params: {},
    tags: tags({}),
    ...change,
  };
}

function metrics(): Record<string, number> {
  return { rmse: 10, "champion.rmse": 20, "rmse.gain_se": 1, sample_size: 1000 };
}

function tags(change: Record<string, string>): Record<string, string> {
  return {
    "nightshift.instance": evaluation.instance,
    "nightshift.attempt": "1",
    "nightshift.champion_version": "1",
    "nightshift.model_version": "2",
    "nightshift.data_digest": "d",
    "nightshift.holdout_digest": "h",
    ...change,
  };
}
