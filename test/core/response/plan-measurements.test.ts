import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import { hour } from "../../../functions/core/instant.ts";
import { badWindowOf } from "../../../functions/core/response/bad-window.ts";
import type { FeatureReference } from "../../../functions/core/response/measure-drift.ts";
import {
  type LookFacts,
  type MonitoringState,
  neverLooked,
  planMeasurements,
  rememberLook,
} from "../../../functions/core/response/plan-measurements.ts";

const definition = modelDefinition.parse({
  registeredModel: "ml.films.revenue",
  input: {
    path: "films",
    maxAgeHours: 2,
    columns: { budget: { type: "number", maxNullShare: 0.1 } },
  },
  training: { program: "/train.py" },
  metrics: { rmse: { better: "lower", role: "target" } },
  monitoring: { table: "main.films.answers", errorRateLimit: 0.1, minWindowRows: 200 },
});
const reference: FeatureReference = { feature: "budget", edges: [1, 2], counts: [400, 400, 400] };
const even = [100, 100, 100];
const shifted = [10, 10, 280];

function look(changes: Partial<LookFacts> = {}): LookFacts {
  return { champion: "3", versions: [], window: null, newestAt: null, now: 10 * hour, ...changes };
}

function windowOf(to: number, counts: number[], nulls = 0): LookFacts["window"] {
  const rows = counts.reduce((total, count) => total + count, nulls);
  return {
    range: { from: to - hour, to },
    rows,
    references: [reference],
    features: [{ feature: "budget", rows, nulls, counts }],
  };
}

/** What is logged after these looks, one after the other. */
function logged(...looks: LookFacts[]) {
  let state: MonitoringState = neverLooked;
  for (const each of looks) state = rememberLook(state, each, definition);
  const last = looks.at(-1) ?? look();
  return planMeasurements("films", state, last, definition).map(
    ({ kind, feature, version, value, limit }) => ({
      kind,
      feature,
      version,
      excess: value / limit,
    }),
  );
}

describe("planMeasurements", () => {
  const version = (labelled: number, errorRate: number | null, name = "3") => ({
    version: name,
    rows: 1000,
    labelled,
    errorRate,
  });

  it("logs the champion's error rate once enough labels are known", () => {
    const [record] = logged(look({ versions: [version(200, 0.15), version(500, 0.9, "2")] }));
    assert.equal(record?.kind, "model-degradation");
    assert.equal(record?.version, "3");
    assert.ok(Math.abs((record?.excess ?? 0) - 1.5) < 1e-9);
    const degraded = (changes: Partial<LookFacts>) =>
      logged(look(changes)).some(({ kind }) => kind === "model-degradation");
    assert.equal(degraded({ versions: [version(199, 0.9)] }), false);
    assert.equal(degraded({ versions: [version(500, null)] }), false);
    assert.equal(degraded({ champion: null, versions: [version(500, 0.9)] }), false);
  });

  it("logs drift above the limit only where two windows in a row show it", () => {
    const driftOf = (...counts: number[][]) =>
      logged(...counts.map((each, at) => look({ window: windowOf((at + 1) * hour, each) }))).find(
        ({ kind }) => kind === "data-drift",
      );
    assert.equal(driftOf(shifted), undefined);
    assert.ok((driftOf(even, shifted)?.excess ?? 2) <= 1);
    assert.ok((driftOf(shifted, even)?.excess ?? 2) <= 1);
    assert.ok((driftOf(shifted, shifted)?.excess ?? 0) > 1);
  });

  it("forgets the drift from another champion's reference", () => {
    const first = look({ window: windowOf(hour, shifted) });
    const second = look({ window: windowOf(2 * hour, shifted) });
    const drifted = (records: ReturnType<typeof logged>) =>
      records.some(({ kind, excess }) => kind === "data-drift" && excess > 1);
    assert.equal(drifted(logged(first, second)), true);
    assert.equal(drifted(logged(first, second, look({ champion: "4" }))), false);
  });

  it("logs null shares, age and a fall in volume as a broken feed, whatever the version", () => {
    const nulls = logged(look({ window: windowOf(hour, even, 100) }));
    assert.deepEqual([nulls[0]?.kind, nulls[0]?.feature], ["pipeline-failure", "nulls of budget"]);
    assert.ok(nulls.every(({ version: of }) => of === ""));
    assert.ok((nulls[0]?.excess ?? 0) > 1);
    const [age] = logged(look({ newestAt: 7 * hour }));
    assert.deepEqual([age?.feature, age?.excess], ["freshness", 1.5]);
    const usual = Array.from({ length: 12 }, (_, at) =>
      look({ window: windowOf(at * hour, even) }),
    );
    const fall = look({ window: windowOf(13 * hour, [40, 40, 40]) });
    const volume = logged(...usual, fall).find(({ feature }) => feature === "volume");
    assert.equal(volume?.excess, 300 / 120 / 2);
    assert.equal(
      logged(...usual.slice(1), fall).some(({ feature }) => feature === "volume"),
      false,
    );
  });

  it("takes a table that stays empty for one that grows old from the first look on", () => {
    const ageOf = (...looks: LookFacts[]) =>
      logged(...looks).find(({ feature }) => feature === "freshness")?.excess;
    assert.equal(ageOf(look()), 0);
    assert.equal(ageOf(look(), look({ now: 13 * hour })), 1.5);
    const filled = look({ now: 12 * hour, newestAt: 12 * hour });
    assert.equal(ageOf(look(), filled, look({ now: 13 * hour })), 0);
  });

  it("logs for how long no error rate can be told, and 0 once it is told", () => {
    const told = { versions: [version(200, 0.05)] };
    const silenceOf = (...looks: Partial<LookFacts>[]) =>
      logged(...looks.map(look)).find(({ feature }) => feature === "labels");
    assert.equal(silenceOf({}, { now: 13 * hour })?.excess, 1.5);
    assert.equal(silenceOf({}, { now: 13 * hour, versions: [version(199, 0.9)] })?.excess, 1.5);
    assert.equal(silenceOf({}, { now: 13 * hour, ...told })?.excess, 0);
    assert.equal(silenceOf({}, told, { now: 13 * hour })?.excess, 0);
    assert.equal(silenceOf({}, { now: 13 * hour, champion: null })?.excess, 0);
    assert.equal(silenceOf({})?.kind, "pipeline-failure");
  });

  it("keeps at most 25 windows", () => {
    let state = neverLooked;
    for (let at = 1; at <= 40; at++) {
      state = rememberLook(state, look({ window: windowOf(at * hour, even) }), definition);
    }
    assert.equal(state.windows.length, 25);
    assert.equal(state.windows[0]?.to, 40 * hour);
  });
});

describe("badWindowOf", () => {
  const of = (name: string, labelled: number, errorRate: number | null) => ({
    version: name,
    rows: labelled,
    labelled,
    errorRate,
  });

  it("compares both versions where both have 200 labels", () => {
    const versions = [of("3", 200, 0.3), of("2", 200, 0.1)];
    assert.deepEqual(badWindowOf({ versions }, "3", "2"), { champion: 0.3, predecessor: 0.1 });
  });

  it("knows nothing where either has fewer, or is not measured", () => {
    assert.equal(badWindowOf({ versions: [of("3", 200, 0.3), of("2", 199, 0.1)] }, "3", "2"), null);
    assert.equal(badWindowOf({ versions: [of("3", 200, 0.3)] }, "3", "2"), null);
    assert.equal(badWindowOf({ versions: [] }, null, null), null);
  });
});
