import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import { minute } from "../../../functions/core/instant.ts";
import { planAfterRun, planPoll, planRun } from "../../../functions/core/lifecycle/plan-run.ts";

const instance = "lifecycle:churn:0123456789ab";
const definition = modelDefinition.parse({
  registeredModel: "main.models.churn",
  input: { path: "churn" },
  training: { program: "train.py", parameters: { depth: "3" } },
  metrics: { auc: { better: "higher", role: "target" } },
});
const request = {
  model: "churn",
  definition,
  instance,
  attempt: 1,
  data: ["churn/a.parquet", "churn/b.parquet"],
  bronzeUrl: "https://lake.example/bronze",
  championVersion: null,
};

describe("planRun", () => {
  it("gives the job the parameters of the training contract", () => {
    assert.deepEqual(planRun(request).parameters, {
      depth: "3",
      model: "churn",
      registered_model: "main.models.churn",
      experiment: "/Shared/nightshift/churn",
      bronze: "https://lake.example/bronze",
      data: '["churn/a.parquet","churn/b.parquet"]',
      instance,
      attempt: "1",
      champion_version: "",
      plan: "{}",
    });
  });

  it("gives each attempt its own token, and the same attempt the same", () => {
    assert.equal(planRun(request).token, planRun(request).token);
    assert.notEqual(planRun(request).token, planRun({ ...request, attempt: 2 }).token);
    assert.match(planRun(request).token, /^[0-9a-f]{64}$/);
  });
});

describe("planAfterRun", () => {
  const told = { code: "X", reason: "because" };
  for (const [kind, attempt, next] of [
    ["retry", 1, "again"],
    ["retry", 2, "again"],
    ["retry", 3, "stop"],
    ["retryOnce", 1, "again"],
    ["retryOnce", 2, "stop"],
    ["failed", 1, "stop"],
    ["cancelled", 1, "stop"],
  ] as const) {
    it(`answers ${next} to ${kind} after attempt ${attempt} of 3`, () => {
      assert.equal(
        planAfterRun({ kind, ...told }, attempt, definition.training, instance).kind,
        next,
      );
    });
  }

  it("repairs while attempts last", () => {
    const outcome = { kind: "repair" as const, ...told, tasks: ["train"] };
    assert.equal(planAfterRun(outcome, 2, definition.training, instance).kind, "repair");
    assert.equal(planAfterRun(outcome, 3, definition.training, instance).kind, "stop");
  });

  it("is done after a success, and waits longer before each attempt", () => {
    assert.deepEqual(planAfterRun({ kind: "succeeded" }, 1, definition.training, instance), {
      kind: "done",
    });
    const waits = [1, 2].map((attempt) => {
      const next = planAfterRun({ kind: "retry", ...told }, attempt, definition.training, instance);
      return next.kind === "again" ? next.waitMs : 0;
    });
    assert(waits.every((wait) => wait >= 0.9 * minute));
    assert((waits[1] ?? 0) > (waits[0] ?? 0));
  });
});

describe("planPoll", () => {
  const rule = { instance, startedAt: 0, firstSeconds: 15, maxRunMinutes: 120 };

  it("expires at the deadline, and waits until one instant before it", () => {
    assert.deepEqual(planPoll(rule, 1, 120 * minute), { kind: "expired", deadline: 120 * minute });
    assert.deepEqual(planPoll(rule, 9, 120 * minute - 1), { kind: "wait", until: 120 * minute });
  });

  it("always waits, never past the deadline, never more than five minutes (ten after an hour) and a tenth, and the same on replay", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.nat(120 * minute - 1), (poll, now) => {
        const next = planPoll(rule, poll, now);
        assert(next.kind === "wait");
        const longest = (now < 60 * minute ? 5.5 : 11) * minute;
        assert(next.until > now && next.until <= 120 * minute && next.until - now <= longest);
        assert.deepEqual(planPoll(rule, poll, now), next);
      }),
    );
  });

  it("looks at a run of 24 hours fewer than 200 times", () => {
    const day = { ...rule, maxRunMinutes: 1440 };
    let [polls, now] = [0, 0];
    for (
      let next = planPoll(day, 1, now);
      next.kind === "wait";
      next = planPoll(day, polls + 1, now)
    ) {
      polls += 1;
      now = next.until;
    }
    assert(polls > 140 && polls < 200, `${polls} polls`);
  });

  it("waits exactly the first time, so that a run of one second is seen to end after one second", () => {
    const next = planPoll({ ...rule, firstSeconds: 1 }, 1, 20);
    assert.deepEqual(next, { kind: "wait", until: 1020 });
  });
});
