import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { estimateCost } from "../../policies/estimate-cost.ts";
import { listPrices } from "../../policies/price-table.ts";
import { judgeBroken } from "./judge-broken.ts";
import { breakProperty, soundResource } from "./sound-resources.ts";

const loop = (newCluster: object) => [
  { taskKey: "each", forEachTask: { task: { taskKey: "one", newCluster } } },
];

describe("job-disallow-unbounded-workers", () => {
  for (const [place, type, path, value, found] of [
    ["a looped task", "databricks:Job", "tasks", loop({ numWorkers: 500 }), /task "one" .* 500/],
    [
      "a fixed number beside a small range",
      "databricks:Job",
      "newCluster",
      { autoscale: { maxWorkers: 10 }, numWorkers: 400 },
      /may grow to 400 workers/,
    ],
    ["a cluster of no job", "databricks:Cluster", "numWorkers", 500, /it may grow to 500 workers/],
    ["a number in quotes", "databricks:Cluster", "numWorkers", "500", /may grow to "500" workers/],
  ] as const) {
    it(`counts the workers of ${place}`, () => {
      const [message = ""] = judgeBroken("job-disallow-unbounded-workers", type, path, value);
      assert.match(message, found);
    });
  }

  it("stops at 17, and not at 16", () => {
    const judge = (workers: number) =>
      judgeBroken("job-disallow-unbounded-workers", "databricks:Cluster", "numWorkers", workers);
    assert.equal(judge(16).length, 0);
    assert.equal(judge(17).length, 1);
  });
});

describe("job-require-cluster-policy", () => {
  it("looks into looped tasks", () => {
    const tasks = loop({ numWorkers: 1 });
    const found = judgeBroken("job-require-cluster-policy", "databricks:Job", "tasks", tasks);
    assert.match(found[0] ?? "", /task "one" has no cluster policy/);
  });
});

describe("cluster-require-autotermination", () => {
  for (const [minutes, count] of [
    [undefined, 1],
    [0, 1],
    [120, 0],
    [121, 1],
  ] as const) {
    it(`${count === 0 ? "lets pass" : "stops"} ${minutes ?? "nothing"}`, () => {
      const found = judgeBroken(
        "cluster-require-autotermination",
        "databricks:Cluster",
        "autoterminationMinutes",
        minutes,
      );
      assert.equal(found.length, count);
    });
  }
});

describe("estimateCost", () => {
  it("reckons with the largest cluster of a job, looped tasks included", () => {
    const job = breakProperty(soundResource("databricks:Job"), ["tasks"], loop({ numWorkers: 9 }));
    assert.match(estimateCost([job], listPrices)[0]?.basis ?? "", /up to 10 nodes$/);
  });
});
