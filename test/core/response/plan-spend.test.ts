import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import { day, hour, minute } from "../../../functions/core/instant.ts";
import {
  type PastRun,
  planFailures,
  planSpend,
} from "../../../functions/core/response/plan-spend.ts";

const base = {
  registeredModel: "ml.films.revenue",
  input: { path: "films" },
  training: { program: "/train.py", dollarsPerHour: 2 },
  metrics: { rmse: { better: "lower" as const, role: "target" as const } },
};
const now = 10 * day;

describe("planSpend", () => {
  const definition = modelDefinition.parse({ ...base, monitoring: { dollarsPerDay: 10 } });
  const run = (startedAt: number | null, endedAt: number | null): PastRun => ({
    code: endedAt === null ? null : "SUCCESS",
    startedAt,
    endedAt,
  });

  it("adds up what ran in the last 24 hours, also what still runs", () => {
    const runs = [
      run(now - hour, null),
      run(now - 5 * hour, now - 3 * hour),
      run(now - 25 * hour, now - 23 * hour),
      run(now - 40 * hour, now - 30 * hour),
      run(null, null),
    ];
    const [spend] = planSpend("films", runs, definition, now);
    assert.equal(spend?.value, (1 + 2 + 1) * 2);
    assert.equal(spend?.limit, 10);
  });

  it("says nothing without a limit or a price", () => {
    assert.deepEqual(planSpend("films", [], modelDefinition.parse(base), now), []);
    const free = { ...definition, training: { ...definition.training, dollarsPerHour: 0 } };
    assert.deepEqual(planSpend("films", [], free, now), []);
  });
});

describe("planFailures", () => {
  const failed = (endedAt: number) => ({ code: "RUN_EXECUTION_ERROR", startedAt: 0, endedAt });
  const good = (endedAt: number) => ({ code: "SUCCESS", startedAt: 0, endedAt });
  const running = { code: null, startedAt: now, endedAt: null };
  const excesses = (...runs: PastRun[]) =>
    planFailures("films", [{ name: "load", runs }]).map(({ feature, value, limit }) => [
      feature,
      value / limit,
    ]);

  it("counts a failure of any age until a later run has succeeded", () => {
    assert.deepEqual(excesses(failed(now - 9 * minute), good(0)), [["load", 2]]);
    assert.deepEqual(excesses(running, failed(now - 3 * day), good(0)), [["load", 2]]);
    assert.deepEqual(excesses(good(now), failed(now - minute)), [["load", 0]]);
  });

  it("goes by the run that ended last, and says nothing of a pipeline that never ended", () => {
    assert.deepEqual(excesses(failed(now - hour), good(now)), [["load", 0]]);
    assert.deepEqual(excesses(running), []);
    assert.deepEqual(excesses(), []);
  });
});
