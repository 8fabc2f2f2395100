import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { modelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import { parsePast } from "../../../functions/core/lifecycle/parse-past.ts";

const definition = modelDefinition.parse({
  registeredModel: "ml.films.revenue",
  input: { path: "films" },
  training: { program: "train.py" },
  metrics: { rmse: { better: "lower", role: "target" }, r2: { better: "higher" } },
});
const expected = { instance: "now", championVersion: "7" };

describe("parsePast", () => {
  it("gives gains in the good direction, and re-scores of the present champion, oldest first", () => {
    const past = parsePast([run("b", "7", 12, 10), run("a", "6", 9, 10)], expected, definition);
    assert.deepEqual(past.pastGains.rmse, [1, -2]);
    assert.deepEqual(past.pastScores.rmse, [10]);
  });

  it("leaves out the run that is judged, and what was not logged finitely", () => {
    const runs = [run("now", "7", 1, 10), run("a", "7", Number.NaN, 10), run("b", "7", null, 11)];
    const past = parsePast(runs, expected, definition);
    assert.deepEqual(past.pastGains, { rmse: [], r2: [] });
    assert.deepEqual(past.pastScores, { rmse: [11, 10], r2: [] });
  });
});

function run(instance: string, championVersion: string, rmse: number | null, champion: number) {
  return {
    metrics: { rmse, "champion.rmse": champion },
    tags: {
      "nightshift.instance": instance,
      "nightshift.champion_version": championVersion,
    },
  };
}
