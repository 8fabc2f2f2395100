import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { lifecycle } from "../../functions/recipes/lifecycle.ts";
import { definition, rejected } from "./improvement-script.ts";
import { ofOneFile, smoothly, verdicts } from "./lifecycle-script.ts";
import { play } from "./play.ts";

describe("lifecycle", () => {
  const readDefinition = () => ({ definition, pollSeconds: 15 });
  const evaluateMetrics = () => rejected;

  it("hands a rejected candidate to improvement after it gave its leave back", async () => {
    const end = { kind: "promoted", version: "9", replaced: "7" };
    const answers = smoothly({ readDefinition, evaluateMetrics, improvement: () => end });
    const played = await play(lifecycle, ofOneFile(answers));
    assert.deepEqual(played.steps.slice(-3), ["guard.read", "guard.report", "improvement"]);
    const output = { kind: "handedOver", reasons: verdicts.reject.reasons, improvement: end };
    assert.deepEqual(played.outcome, { kind: "returned", output });
  });

  it("leaves it to the improvement to tell that it failed", async () => {
    const improvement = () => {
      throw new Error("it broke");
    };
    const answers = smoothly({ readDefinition, evaluateMetrics, improvement });
    const played = await play(lifecycle, ofOneFile(answers));
    assert.equal(played.outcome.kind, "returned");
    assert.equal(played.inputs.recordIncident, undefined);
  });
});
