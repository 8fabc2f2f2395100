import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  planClusterPolicy,
  planClusterSize,
  planJobParameters,
  planSparkConfiguration,
} from "../../../components/plan/plan-training-job.ts";

const input = {
  modelId: "churn",
  registeredModel: "main.tests.churn",
  experiment: "/Shared/nightshift/churn",
  program: "/Shared/churn.py",
  programKind: "python",
  nodeType: "Standard_D4ds_v5",
  minWorkers: 1,
  maxWorkers: 4,
  sparkVersion: "16.4.x-cpu-ml-scala2.12",
  sparkConfiguration: { "spark.sql.shuffle.partitions": "8" },
  libraries: [],
  maxRunMinutes: 60,
  parameters: { horizon: "7" },
};

describe("planClusterSize", () => {
  const table: [least: number, most: number, expected: object][] = [
    [0, 0, { kind: "single" }],
    [0, 1, { kind: "fixed", workers: 1 }],
    [0, 4, { kind: "range", least: 1, most: 4 }],
    [2, 2, { kind: "fixed", workers: 2 }],
    [2, 8, { kind: "range", least: 2, most: 8 }],
  ];
  for (const [least, most, expected] of table) {
    it(`makes ${JSON.stringify(expected)} of ${least} to ${most} workers`, () => {
      assert.deepEqual(planClusterSize(least, most), expected);
    });
  }
});

describe("planJobParameters", () => {
  it("has every parameter of the training contract, and the owner's own", () => {
    const names = planJobParameters(input).map(({ name }) => name);
    assert.deepEqual(names.toSorted(), [
      "attempt",
      "bronze",
      "champion_version",
      "data",
      "experiment",
      "horizon",
      "instance",
      "job_run_id",
      "model",
      "plan",
      "registered_model",
    ]);
  });

  it("lets Databricks fill in the id of the run", () => {
    const runId = planJobParameters(input).find(({ name }) => name === "job_run_id");
    assert.equal(runId?.default, "{{job.run_id}}");
  });
});

describe("planClusterPolicy", () => {
  it("fences the job to its machine, its most workers and job clusters", () => {
    const policy = planClusterPolicy(input);
    assert.deepEqual(policy.cluster_type, { type: "fixed", value: "job" });
    assert.deepEqual(policy.node_type_id, { type: "fixed", value: "Standard_D4ds_v5" });
    assert.deepEqual(policy["autoscale.max_workers"], {
      type: "range",
      maxValue: 4,
      isOptional: true,
    });
    assert.deepEqual(policy.num_workers, { type: "range", maxValue: 4, isOptional: true });
  });
});

describe("planSparkConfiguration", () => {
  it("is the owner's alone where there are workers", () => {
    assert.deepEqual(planSparkConfiguration(input), input.sparkConfiguration);
  });

  it("lets a driver without workers run the tasks itself", () => {
    const alone = planSparkConfiguration({ ...input, minWorkers: 0, maxWorkers: 0 });
    assert.equal(alone["spark.master"], "local[*]");
    assert.equal(alone["spark.sql.shuffle.partitions"], "8");
  });
});
