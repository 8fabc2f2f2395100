import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { describeResume } from "../../../local/cli/describe-resume.ts";

const none = { started: [], waiting: [], refused: [], gone: [] };
const hold = { by: "eve", reason: "release", since: "2026-03-01T22:00:00.000Z" };

describe("describeResume", () => {
  it("says which hold is lifted, and what is started", () => {
    const did = { lifted: hold, compute: { ...none, started: ["cluster c1"] } };
    assert.equal(
      describeResume(null, "ana", did),
      "All models resumed by ana: the hold on all models, set by eve (release), is lifted; cluster c1 is started.",
    );
  });

  it("says of what is not started why, and what comes next", () => {
    const compute = { ...none, waiting: ["c1: It ends."], refused: ["c2: answered 403."] };
    assert.equal(
      describeResume("films", "ana", { lifted: null, compute }),
      "films resumed by ana: not started yet: c1: It ends. It is tried again for half an hour; not started: c2: answered 403. After the mend, resume again.",
    );
  });

  it("says so where nothing is held or paused", () => {
    const text = describeResume("films", "ana", { lifted: null, compute: none });
    assert.equal(
      text,
      "Nothing to resume: there is no hold on films, and nothing paused for films.",
    );
  });
});
