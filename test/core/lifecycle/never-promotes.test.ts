import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { canonicalJson } from "../../../functions/core/digest.ts";
import type {
  CandidateRun,
  Evidence,
  MetricEvidence,
  Noise,
} from "../../../functions/core/lifecycle/evidence.ts";
import { judgeCandidate } from "../../../functions/core/lifecycle/judge-candidate.ts";
import { parseEvidence } from "../../../functions/core/lifecycle/parse-evidence.ts";
import {
  definition,
  expected,
  instance,
  metrics,
  run,
  tags,
  triggeredAt,
  without,
} from "./promising-run.ts";

const judgeRun = (candidate: CandidateRun | null) =>
  judgeCandidate(parseEvidence(candidate, expected, definition), definition);

describe("no path promotes on missing evidence", () => {
  it("asks a person about a run with one defect, whatever its numbers", () => {
    const numbers = fc.record({
      hits: fc.double({ min: 0, max: 1, noNaN: true }),
      "champion.hits": fc.double({ min: 0, max: 1, noNaN: true }),
      loss: fc.double({ min: -10, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(numbers, defects(), (odd, spoil) => {
        const verdict = judgeRun(spoil({ ...run, metrics: { ...metrics, ...odd } }));
        assert.equal(verdict.kind, "review");
        assert.equal(verdict.cause, "missingEvidence");
      }),
      { numRuns: 2000 },
    );
  });

  it("promotes only runs that are complete, finite, fresh, of this instance and against this champion", () => {
    let promoted = 0;
    fc.assert(
      fc.property(runs(), (odd) => {
        if (judgeRun(odd).kind !== "promote") return;
        promoted += 1;
        assert(odd.status === "FINISHED" && odd.endedAt !== null && odd.startedAt === triggeredAt);
        assert.equal(odd.tags["nightshift.instance"], instance);
        assert.equal(odd.tags["nightshift.champion_version"], "1");
        for (const value of Object.values(odd.metrics)) assert(Number.isFinite(value));
      }),
      { numRuns: 5000 },
    );
    assert(promoted > 0, "the property must see promotions, or it says nothing");
  });

  it("gives a verdict that the ledger can hold, whatever the numbers", () => {
    const huge = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(1e308, -1e308, 5e-324),
    );
    const keys = [
      "loss",
      "champion.loss",
      "loss.gain_se",
      "loss.slice.eu",
      "champion.loss.slice.eu",
      "sample_size.slice.eu",
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), huge), (odd) => {
        const verdict = judgeRun({ ...run, metrics: { ...metrics, ...odd } });
        assert.doesNotThrow(() => canonicalJson(verdict));
      }),
      { numRuns: 5000 },
    );
  });

  it("promotes only evidence whose every number is finite, whoever made it", () => {
    let promoted = 0;
    fc.assert(
      fc.property(evidences(), (evidence) => {
        if (judgeCandidate(evidence, definition).kind !== "promote") return;
        promoted += 1;
        assert(
          evidence.kind === "evidence" && evidence.sampleSize >= definition.gate.minSampleSize,
        );
        for (const name of Object.keys(definition.metrics)) {
          const metric = evidence.metrics.find((found) => found.metric === name);
          assert(metric, `${name} is missing`);
          assert(Number.isFinite(metric.candidate) && Number.isFinite(metric.champion));
          for (const value of Object.values(metric.noise).flat()) {
            if (typeof value !== "string") assert(Number.isFinite(value));
          }
        }
      }),
      { numRuns: 10_000 },
    );
    assert(promoted > 0, "the property must see promotions, or it says nothing");
  });
});

type Spoil = (good: CandidateRun) => CandidateRun | null;

function defects(): fc.Arbitrary<Spoil> {
  const spoil = <Value>(
    values: fc.Arbitrary<Value>,
    apply: (good: CandidateRun, value: Value) => CandidateRun | null,
  ) =>
    values.map(
      (value): Spoil =>
        (good) =>
          apply(good, value),
    );
  const otherText = fc
    .string()
    .filter((value) => value.trim() !== instance && value.trim() !== "1");
  return fc.oneof(
    spoil(fc.constant(null), () => null),
    spoil(fc.constantFrom("RUNNING", "FAILED", "KILLED", ""), (good, status) => ({
      ...good,
      status,
    })),
    spoil(
      fc.constantFrom(
        null,
        { status: "PENDING_REGISTRATION", runId: "run1" },
        { status: "FAILED_REGISTRATION", runId: "" },
        { status: "READY", runId: "run2" },
      ),
      (good, version) => ({ ...good, version }),
    ),
    spoil(fc.constant(null), (good, endedAt) => ({ ...good, endedAt })),
    spoil(fc.integer({ min: 300_001, max: 1e12 }), (good, age) => ({
      ...good,
      startedAt: triggeredAt - age,
    })),
    spoil(
      fc.tuple(fc.constantFrom("nightshift.instance", "nightshift.champion_version"), otherText),
      (good, [tag, value]) => ({ ...good, tags: { ...good.tags, [tag]: value } }),
    ),
    spoil(
      fc.constantFrom(
        "nightshift.model_version",
        "nightshift.data_digest",
        "nightshift.holdout_digest",
      ),
      (good, tag) => ({ ...good, tags: without(good.tags, tag) }),
    ),
    spoil(
      fc.constantFrom("hits", "loss", "champion.hits", "champion.loss", "sample_size"),
      (good, key) => ({ ...good, metrics: without(good.metrics, key) }),
    ),
    spoil(
      fc.tuple(
        fc.constantFrom(...Object.keys(metrics)),
        fc.constantFrom(Number.NaN, Infinity, -Infinity, null),
      ),
      (good, [key, value]) => ({ ...good, metrics: { ...good.metrics, [key]: value } }),
    ),
  );
}

function runs(): fc.Arbitrary<CandidateRun> {
  const number = fc.oneof(fc.double(), fc.constantFrom(0, 1, Number.NaN, null));
  const keys = [...Object.keys(metrics), "hits.disagreement", "hits.slice.eu", "positives"];
  return fc.record({
    runId: fc.string(),
    status: fc.constantFrom("FINISHED", "FINISHED", "FAILED"),
    startedAt: fc.constantFrom(triggeredAt, triggeredAt, 0, Number.NaN),
    endedAt: fc.constantFrom(triggeredAt + 1, triggeredAt + 1, null),
    metrics: fc
      .dictionary(fc.constantFrom(...keys), number, { maxKeys: 2 })
      .map((odd) => ({ ...metrics, ...odd })),
    tags: fc
      .dictionary(fc.constantFrom(...Object.keys(tags)), fc.constantFrom("", "1", instance), {
        maxKeys: 1,
      })
      .map((odd) => ({ ...tags, ...odd })),
    histories: fc.constant({}),
    version: fc.constantFrom(
      { status: "READY", runId: "" },
      { status: "READY", runId: "run2" },
      { status: "FAILED_REGISTRATION", runId: "" },
      null,
    ),
  });
}

function evidences(): fc.Arbitrary<Evidence> {
  const good = parseEvidence(run, expected, definition);
  assert(good.kind === "evidence");
  const number = fc.oneof(
    fc.double({ min: 0, max: 1 }),
    fc.constantFrom(0, 1, -1, Number.NaN, Infinity),
  );
  const metric = (name: string, candidate: number): fc.Arbitrary<MetricEvidence> =>
    fc.record({
      metric: fc.constantFrom(name, name, name, "other"),
      candidate: fc.oneof(fc.constant(candidate), number),
      champion: fc.oneof(fc.constant(0.2), number, fc.constant(null)),
      noise: noises(number),
      slices: fc.constant([]),
    });
  return fc
    .record({
      metrics: fc.tuple(metric("hits", 0.95), metric("loss", 0.1)),
      sampleSize: fc.constantFrom(2000, 2000, 2000, 499, Number.NaN, Infinity, -1),
      recipe: fc.constantFrom("same" as const, "changed" as const),
    })
    .map((odd) => ({ ...good, ...odd }));
}

function noises(number: fc.Arbitrary<number>): fc.Arbitrary<Noise> {
  return fc.oneof(
    fc.record({ kind: fc.constant("rows" as const), gainSe: fc.oneof(fc.constant(0.005), number) }),
    fc.record({ kind: fc.constant("folds" as const), gains: fc.array(number, { maxLength: 10 }) }),
    fc.record({ kind: fc.constant("disagreement" as const), share: number }),
    fc.record({ kind: fc.constant("auc" as const), positives: number, negatives: number }),
    fc.record({
      kind: fc.constant("pastScores" as const),
      scores: fc.array(number, { maxLength: 10 }),
    }),
    fc.constant({ kind: "proportion" as const }),
    fc.constant({ kind: "points" as const }),
  );
}
