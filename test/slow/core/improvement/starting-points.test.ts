import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import {
  isBetterBeyondNoise,
  isWorseBeyondNoise,
  type MeasuredPoint,
  measurePoints,
} from "../../../../bench/improvement-points.ts";

describe("the rules planner on real starting points", function () {
  this.timeout(300_000);
  let points: MeasuredPoint[];
  before(async () => {
    points = await measurePoints();
  });

  it("has at least five starting points, on films and on flights", () => {
    assert.ok(points.length >= 5, `${points.length} points`);
    const metrics = new Set(points.map(({ metric }) => metric));
    assert.deepEqual([...metrics].sort(), ["quantile_loss", "rmse"]);
  });

  it("ends better than the plain retrain in four of five, on rows that nothing ever saw", () => {
    const better = points.filter(({ rules }) => rules.overPlain.gain > 0);
    assert.ok(better.length >= 0.8 * points.length, tell(points));
  });

  it("ends with a candidate of its own that beats the plain retrain beyond noise in at least four", () => {
    const own = points.filter(
      ({ rules }) => rules.kind !== "kept" && isBetterBeyondNoise(rules.overPlain),
    );
    assert.ok(own.length >= 4, tell(points));
  });

  it("takes three iterations at most", () => {
    for (const { rules } of points) assert.ok(rules.tries >= 1 && rules.tries <= 3);
  });

  it("never promotes what is worse than the champion or the plain retrain beyond noise", () => {
    const promoted = points.filter(({ rules }) => rules.kind === "promoted");
    assert.ok(promoted.length > 0, "nothing was promoted, so this would prove nothing");
    for (const { name, rules } of promoted) {
      assert.ok(!isWorseBeyondNoise(rules.overPlain), name);
      assert.ok(rules.overChampion !== null && !isWorseBeyondNoise(rules.overChampion), name);
    }
  });

  it("ends with a model more often than random search with as many runs", () => {
    const endsWithModel = (ends: readonly { kind: string }[]) =>
      ends.filter(({ kind }) => kind !== "kept").length / ends.length;
    const ours = endsWithModel(points.map(({ rules }) => rules));
    const theirs = endsWithModel(points.flatMap(({ random }) => random));
    assert.ok(ours > theirs, `${ours} against ${theirs}`);
  });
});

function tell(points: readonly MeasuredPoint[]): string {
  return points
    .map(({ name, rules: { kind, overPlain } }) => `${name}: ${kind} ${overPlain.gain.toFixed(4)}`)
    .join("\n");
}
