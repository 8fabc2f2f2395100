import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { CandidateRun } from "../../../functions/core/lifecycle/evidence.ts";
import { judgeCandidate } from "../../../functions/core/lifecycle/judge-candidate.ts";
import { foldKeys, parseEvidence } from "../../../functions/core/lifecycle/parse-evidence.ts";
import { definition, expected, metrics, run, tags, triggeredAt, without } from "./promising-run.ts";

const parse = (change: Partial<CandidateRun>) =>
  parseEvidence({ ...run, ...change }, expected, definition);

const missingOf = (change: Partial<CandidateRun>) => {
  const evidence = parse(change);
  return evidence.kind === "missing"
    ? evidence.missing.map(({ what, reason }) => `${what} ${reason}`)
    : [];
};

describe("parseEvidence", () => {
  it("reads a complete run, which is promoted", () => {
    const evidence = parse({});
    assert(evidence.kind === "evidence");
    assert.equal(evidence.candidateVersion, "2");
    assert.equal(evidence.recipe, "same");
    assert.deepEqual(evidence.metrics[0]?.noise, { kind: "rows", gainSe: 0.005 });
    assert.equal(judgeCandidate(evidence, definition).kind, "promote");
  });

  it("answers with noRun where there is none", () => {
    const evidence = parseEvidence(null, expected, definition);
    assert(evidence.kind === "missing");
    assert.equal(evidence.missing[0]?.reason, "noRun");
  });

  for (const [rule, change, missing] of [
    ["a run that still runs", { status: "RUNNING", endedAt: null }, "run unfinished"],
    ["a run that failed", { status: "FAILED" }, "run unfinished"],
    [
      "another instance",
      { tags: { ...tags, "nightshift.instance": "x" } },
      "nightshift.instance otherInstance",
    ],
    [
      "another champion",
      { tags: { ...tags, "nightshift.champion_version": "7" } },
      "nightshift.champion_version otherChampion",
    ],
    ["a run from before the trigger", { startedAt: triggeredAt - 301_000 }, "run stale"],
    ["a start that is no number", { startedAt: Number.NaN }, "run stale"],
    [
      "no digest of the data",
      { tags: without(tags, "nightshift.data_digest") },
      "nightshift.data_digest absent",
    ],
    [
      "an empty digest of the hold-out",
      { tags: { ...tags, "nightshift.holdout_digest": " " } },
      "nightshift.holdout_digest absent",
    ],
    [
      "no registered version",
      { tags: without(tags, "nightshift.model_version") },
      "nightshift.model_version absent",
    ],
    ["a version that is gone", { version: null }, "nightshift.model_version notReady"],
    [
      "a version that could not be registered",
      { version: { status: "FAILED_REGISTRATION", runId: "run1" } },
      "nightshift.model_version notReady",
    ],
    [
      "a version that another run made",
      { version: { status: "READY", runId: "run2" } },
      "nightshift.model_version otherRun",
    ],
    ["no sample size", { metrics: without(metrics, "sample_size") }, "sample_size absent"],
    ["a sample size of 0", { metrics: { ...metrics, sample_size: 0 } }, "sample_size outOfRange"],
    ["no metric", { metrics: without(metrics, "hits") }, "hits absent"],
    ["a metric of NaN", { metrics: { ...metrics, hits: Number.NaN } }, "hits notFinite"],
    [
      "a metric of NaN that JSON made null",
      { metrics: { ...metrics, hits: null } },
      "hits notFinite",
    ],
    [
      "an infinite metric",
      { metrics: { ...metrics, loss: Number.NEGATIVE_INFINITY } },
      "loss notFinite",
    ],
    ["a share above 1", { metrics: { ...metrics, hits: 1.01 } }, "hits outOfRange"],
    [
      "a champion that was not scored",
      { metrics: without(metrics, "champion.loss") },
      "champion.loss absent",
    ],
    [
      "a paired error of NaN",
      { metrics: { ...metrics, "loss.gain_se": Number.NaN } },
      "loss.gain_se notFinite",
    ],
    [
      "a negative paired error",
      { metrics: { ...metrics, "loss.gain_se": -1 } },
      "loss.gain_se outOfRange",
    ],
    [
      "a fold of NaN",
      { histories: { "hits.fold": [{ step: 0, value: null }] } },
      "hits.fold 0 notFinite",
    ],
    [
      "a slice without its rows",
      { metrics: { ...metrics, "hits.slice.eu": 0.9, "champion.hits.slice.eu": 0.9 } },
      "sample_size.slice.eu absent",
    ],
    [
      "a slice that only the champion has",
      { metrics: { ...metrics, "champion.hits.slice.eu": 0.9, "sample_size.slice.eu": 300 } },
      "hits.slice.eu absent",
    ],
    [
      "less disagreement than gain",
      { metrics: { ...without(metrics, "hits.gain_se"), "hits.disagreement": 0.01 } },
      "hits.disagreement outOfRange",
    ],
  ] as const) {
    it(`names ${rule}`, () => {
      assert.deepEqual(missingOf(change), [missing]);
    });
  }

  it("takes a version whose registry was not told of its run", () => {
    assert.equal(parse({ version: { status: "READY", runId: "" } }).kind, "evidence");
  });

  it("lets clocks differ by five minutes", () => {
    assert.equal(parse({ startedAt: triggeredAt - 300_000 }).kind, "evidence");
  });

  it("names everything that is missing, not the first", () => {
    assert.equal(missingOf({ metrics: {}, tags: {}, status: "FAILED" }).length, 11);
  });

  it("takes the best noise that is known", () => {
    const noiseOf = (change: Partial<CandidateRun>, past = {}) => {
      const evidence = parseEvidence(
        { ...run, ...change },
        { ...expected, pastScores: past },
        definition,
      );
      return evidence.kind === "evidence" ? evidence.metrics.map(({ noise }) => noise.kind) : [];
    };
    const bare = without(without(metrics, "hits.gain_se"), "loss.gain_se");
    const folds = (offset: number) =>
      [0, 1, 2, 3, 4].map((step) => ({ step, value: 0.5 + step / 10 + offset }));
    const histories = { "loss.fold": folds(0), "champion.loss.fold": folds(0.1) };
    const score = Array(8).fill(0.2);
    assert.deepEqual(noiseOf({ metrics: bare }), ["proportion", "points"]);
    assert.deepEqual(noiseOf({ metrics: bare }, { loss: score }), ["proportion", "pastScores"]);
    assert.deepEqual(noiseOf({ metrics: bare }, { loss: score.slice(1) }), [
      "proportion",
      "points",
    ]);
    assert.deepEqual(noiseOf({ metrics: { ...bare, "hits.disagreement": 0.06 }, histories }), [
      "disagreement",
      "folds",
    ]);
    const shifted = { ...histories, "loss.fold": folds(0).slice(1) };
    assert.deepEqual(noiseOf({ metrics: bare, histories: shifted }), ["proportion", "points"]);
  });

  it("takes a recipe for changed unless it is known to be the champion's", () => {
    for (const championRecipe of [null, "", "boosting"]) {
      const evidence = parseEvidence(run, { ...expected, championRecipe }, definition);
      assert(evidence.kind === "evidence");
      assert.equal(evidence.recipe, "changed");
    }
  });
});

describe("foldKeys", () => {
  it("asks only for folds that were logged", () => {
    assert.deepEqual(foldKeys({ "hits.fold": 1, "other.fold": 1 }, definition), ["hits.fold"]);
  });
});
