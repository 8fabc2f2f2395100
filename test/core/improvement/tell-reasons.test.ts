import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { describeFinding } from "../../../functions/core/improvement/diagnose.ts";
import { describePlan } from "../../../functions/core/improvement/plan.ts";
import { listSome, tellReasons } from "../../../functions/core/improvement/tell-reasons.ts";

describe("tellReasons", () => {
  it("keeps few and short reasons as they are", () => {
    assert.deepEqual(tellReasons(["One.", "Two."]), ["One.", "Two."]);
  });

  it("is bounded and printable whatever is told", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary", maxLength: 2000 })), (reasons) => {
        const told = tellReasons(reasons, 5);
        assert.ok(told.length <= 6);
        for (const reason of told) {
          assert.ok([...reason].length <= 500);
          assert.doesNotMatch(reason, /\p{C}/u);
        }
      }),
    );
  });
});

describe("listSome", () => {
  it("names five and counts the rest", () => {
    assert.equal(listSome(["a", "b"]), "a, b");
    assert.equal(listSome([..."abcdefg"]), "a, b, c, d, e and 2 more");
  });
});

describe("describePlan", () => {
  it("takes 500 characters at most", () => {
    const pipelines = Array.from({ length: 19 }, (_, at) => `${at}`.padEnd(200, "p"));
    const plain = { featureSet: null, recentDays: 0, hyperparameters: {} };
    assert.equal(describePlan({ kind: "refreshPipeline", pipelines }, plain).length, 500);
  });
});

describe("describeFinding", () => {
  it("names five features and keeps their names off the terminal's controls", () => {
    const features = Array.from({ length: 9 }, (_, at) => ({ name: `\u001b[2J${at}`, psi: 1 }));
    const told = describeFinding({ kind: "driftedFeatures", features });
    assert.match(told, /and 4 more\.$/);
    assert.doesNotMatch(told, /\p{C}/u);
  });
});
