import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import { hour, minute } from "../../../functions/core/instant.ts";
import { findStuck } from "../../../functions/core/response/find-stuck.ts";

const films = modelDefinition.parse({
  registeredModel: "ml.films.revenue",
  input: { path: "films" },
  training: { program: "/train.py", maxRunMinutes: 60, maxAttempts: 2 },
  metrics: { rmse: { better: "lower", role: "target" } },
  review: { hours: 24 },
});
const now = 100 * hour;

describe("findStuck", () => {
  const limits: [string, number][] = [
    ["lifecycle", 30 * hour],
    ["arrival", 62 * hour],
    ["response", 30 * hour],
    ["pollJobStatus", 6 * hour],
    ["notification", 6 * hour],
  ];
  for (const [name, limit] of limits) {
    it(`calls a ${name} stuck once it is silent for more than ${limit / hour} hours`, () => {
      const silentFor = (silence: number) => {
        const updatedAt = now - silence;
        const running = [{ instanceId: `${name}:films:1`, name, status: "Running", updatedAt }];
        return findStuck(running, { films }, now);
      };
      assert.deepEqual(silentFor(limit), []);
      const [found] = silentFor(limit + minute);
      assert.equal(found?.model, "films");
      assert.equal(found?.limitMinutes, limit / minute);
    });
  }

  it("lets a lifecycle be silent while its improvement is at work", () => {
    const improving = { ...films, improvement: { ...films.improvement, enabled: true } };
    const running = ["lifecycle", "arrival"].map((name) => ({
      ...{ instanceId: `${name}:films:1`, name, status: "Running", updatedAt: now - 99 * hour },
    }));
    const stuck = findStuck(running, { films: improving }, now);
    assert.deepEqual(stuck, []);
  });

  it("tells the longest silence first, and takes unknown models for all", () => {
    const running = [1, 3, 2].map((day) => ({
      instanceId: `notification:constructor:${day}`,
      name: "notification",
      status: "Running",
      updatedAt: now - day * 24 * hour,
    }));
    const stuck = findStuck(running, { films }, now);
    assert.deepEqual(
      stuck.map(({ silentMinutes, model }) => [silentMinutes / 1440, model]),
      [
        [3, "all"],
        [2, "all"],
        [1, "all"],
      ],
    );
  });
});
