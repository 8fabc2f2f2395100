import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { pickNewest } from "../../../functions/core/dataset/pick-newest.ts";
import { minute } from "../../../functions/core/instant.ts";

describe("pickNewest", () => {
  const files = [
    { path: "films/old.csv", modifiedAt: 0 },
    { path: "films/b.csv", modifiedAt: 8 * minute },
    { path: "films/c.csv", modifiedAt: 10 * minute },
    { path: "films/_SUCCESS", modifiedAt: 11 * minute },
  ];
  const gather = { quietMinutes: 5, maxMinutes: 60 };

  it("takes the files that came together, oldest first, and no marker", () => {
    const quiet = pickNewest(files, { ...gather, mode: "quiet" });
    assert.deepEqual(quiet, ["films/b.csv", "films/c.csv"]);
    assert.deepEqual(pickNewest(files, { ...gather, mode: "atOnce" }), ["films/c.csv"]);
    assert.equal(pickNewest(files, { ...gather, mode: "marker" }).length, 3);
  });

  it("takes nothing from an empty folder", () => {
    assert.deepEqual(pickNewest([], { ...gather, mode: "quiet" }), []);
  });
});
