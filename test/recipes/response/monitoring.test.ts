import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import type { Incident } from "../../../functions/core/incident.ts";
import { neverLooked } from "../../../functions/core/response/plan-measurements.ts";
import { monitoring } from "../../../functions/recipes/response/monitoring.ts";
import { type Answers, play } from "../play.ts";
import { boldModel } from "./response-world.ts";

const definition = modelDefinition.parse({
  ...boldModel,
  monitoring: { table: "main.films.answers", errorRateLimit: 0.1 },
});
const versions = [{ version: "8", rows: 1000, labelled: 1000, errorRate: 0.3 }];

const look = (answers: Answers = {}) =>
  play(monitoring, {
    input: { model: "films" },
    answers: {
      readDefinition: () => ({ definition, pollSeconds: 15 }),
      readChampion: () => "8",
      "measurements.read": () => neverLooked,
      "measurements.remember": () => null,
      measureAnswers: () => ({
        kind: "measured",
        facts: { champion: "8", versions, window: null, newestAt: null, now: 0 },
      }),
      measureRuns: () => ({ records: [] }),
      logMeasurements: ({ records }: { records: unknown[] }) => ({ logged: records.length }),
      recordIncident: ({ id }: Incident) => ({ kind: "created", id }),
      listNotifiers: () => [],
      ...answers,
    },
  });

describe("monitoring", () => {
  it("remembers what it measured, and logs it with its limit", async () => {
    const played = await look();
    assert.deepEqual(played.inputs["measurements.remember"], [
      { kind: "remember", state: { ...neverLooked, versions, emptySince: 0 } },
    ]);
    const [, logged] = played.inputs.logMeasurements as {
      records: { kind: string; value: number; limit: number }[];
    }[];
    assert.deepEqual(
      logged?.records
        .filter(({ kind }) => kind === "model-degradation")
        .map(({ value, limit }) => [value, limit]),
      [[0.3, 0.1]],
    );
  });

  it("tells a person once a day that a model cannot be measured", async () => {
    const measureAnswers = () => {
      throw new Error("TABLE_OR_VIEW_NOT_FOUND");
    };
    const played = await look({ measureAnswers });
    assert.equal(played.outcome.kind, "failed");
    const [incident] = played.inputs.recordIncident as Incident[];
    assert.equal(incident?.what, "The model cannot be measured");
    assert.match(incident?.key ?? "", /^monitoring \d+$/);
  });

  it("logs how the pipelines' runs ended though the table cannot be read", async () => {
    const failure = { kind: "pipeline-failure", feature: "load", value: 2, limit: 1 };
    const played = await look({
      measureRuns: () => ({ records: [failure] }),
      measureAnswers: () => {
        throw new Error("TABLE_OR_VIEW_NOT_FOUND");
      },
    });
    assert.deepEqual(played.inputs.logMeasurements, [{ records: [failure] }]);
  });
});
