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
  const good = { code: "SUCCESS", startedAt: 0, endedAt: now };
  const names = (...runs: PastRun[]) =>
    planFailures("films", [{ name: "load", runs }], now).map(({ feature }) => feature);

  it("tells the pipeline whose last run has just failed", () => {
    assert.deepEqual(names(failed(now - 9 * minute)), ["load"]);
    assert.deepEqual(names({ code: null, startedAt: now, endedAt: null }, failed(now)), ["load"]);
  });

  it("is quiet once it ran well again, or the failure is old", () => {
    assert.deepEqual(names(good, failed(now - minute)), []);
    assert.deepEqual(names(failed(now - 10 * minute)), []);
    assert.deepEqual(names(), []);
  });
});
