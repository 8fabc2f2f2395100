import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Decision } from "../../functions/core/ledger.ts";
import { lifecycle } from "../../functions/recipes/lifecycle.ts";
import { definition, evidence, ofOneFile, smoothly, verdicts } from "./lifecycle-script.ts";
import { type Played, play } from "./play.ts";

describe("lifecycle", () => {
  it("takes better data to a promotion in this order", async () => {
    const played = await play(lifecycle, ofOneFile(smoothly()));
    assert.deepEqual(played.steps, [
      "readDefinition",
      "validateData",
      "recordDecision",
      "hold.read",
      "hold.read",
      "readChampion",
      "guard.ask",
      "triggerDatabricksJob",
      "pollJobStatus",
      "evaluateMetrics",
      "recordDecision",
      "setAlias",
      "hold.read",
      "hold.read",
      "readChampion",
      "guard.ask",
      "recordDecision",
      "setAlias",
      "tagVersion",
      "moveAlias",
      "recordDecision",
      "guard.report",
      "clearAlias",
    ]);
    assert.deepEqual(played.outcome, {
      kind: "returned",
      output: { kind: "promoted", version: "8", replaced: "7" },
    });
    assert.deepEqual(verdictsOf(played), ["fit", "promote", "intended", "promoted"]);
  });

  it("records the champion it replaces before it moves the alias", async () => {
    const played = await play(lifecycle, ofOneFile(smoothly()));
    assert.deepEqual(played.inputs.setAlias, [
      { registeredModel: definition.registeredModel, alias: "challenger", version: "8" },
      { registeredModel: definition.registeredModel, alias: "previousChampion", version: "7" },
    ]);
    assert.deepEqual(played.inputs.moveAlias, [
      { registeredModel: definition.registeredModel, from: "7", to: "8" },
    ]);
  });

  it("gives every decision a key of its own, and the same in every replay", async () => {
    const played = await play(lifecycle, ofOneFile(smoothly()));
    const keys = decisionsOf(played).map(({ key }) => key);
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(keys[0], "lifecycle:films:1/dataset");
  });

  it("halts on unfit data before anything is trained", async () => {
    const broken = [
      { rule: "minRows", where: "films/a.csv", value: "3", limit: "10", mend: "Wait." },
    ];
    const validateData = () => ({
      kind: "unfit",
      broken,
      digest: "d",
      rows: { kind: "known", value: 3 },
    });
    const played = await play(lifecycle, ofOneFile(smoothly({ validateData })));
    assert.deepEqual(played.steps, [
      "readDefinition",
      "validateData",
      "recordDecision",
      "recordIncident",
      "listNotifiers",
      "notification",
      "timer 0s",
    ]);
    assert.deepEqual(verdictsOf(played), ["unfit"]);
  });

  it("keeps the champion on a reject, gives its leave back and pages nobody", async () => {
    const evaluateMetrics = () => ({ evidence, pastGains: {}, verdict: verdicts.reject });
    const played = await play(lifecycle, ofOneFile(smoothly({ evaluateMetrics })));
    assertUntouched(played);
    assert.equal(played.inputs.recordIncident, undefined);
    assert.deepEqual(played.steps.slice(-2), ["guard.read", "guard.report"]);
  });

  it("never asks about evidence that is missing: it opens an incident", async () => {
    const missing = [{ what: "rmse", reason: "notFinite", detail: "rmse is NaN" }];
    const verdict = { ...verdicts.conflict, cause: "missingEvidence", missing };
    const evaluateMetrics = () => ({
      evidence: { kind: "missing", instance: "i", missing },
      pastGains: {},
      verdict,
    });
    const played = await play(lifecycle, ofOneFile(smoothly({ evaluateMetrics })));
    assertUntouched(played);
    assert.equal(played.inputs.recordIncident?.length, 1);
    assert.equal(played.inputs["reviews.open"], undefined);
  });

  it("opens a critical incident and fails loudly where a step fails for good", async () => {
    const evaluateMetrics = () => {
      throw new Error("the workspace answers HTML");
    };
    const played = await play(lifecycle, ofOneFile(smoothly({ evaluateMetrics })));
    assert.equal(played.outcome.kind, "failed");
    assert.equal(played.inputs.evaluateMetrics?.length, 10);
    assertUntouched(played);
    assert.deepEqual(played.steps.slice(-6), [
      "guard.read",
      "guard.report",
      "recordIncident",
      "listNotifiers",
      "notification",
      "timer 0s",
    ]);
  });

  it("says what it would have done where autonomy is observe", async () => {
    const observing = { ...definition, autonomy: { ...definition.autonomy, promote: "observe" } };
    const readDefinition = () => ({ definition: observing, pollSeconds: 15 });
    const played = await play(lifecycle, ofOneFile(smoothly({ readDefinition })));
    assertUntouched(played);
    const last = decisionsOf(played).at(-1);
    assert.equal(last?.autonomy, "observe");
    assert.equal(last?.action, "promote");
  });

  it("never overwrites a champion that somebody else moved", async () => {
    const moveAlias = () => ({ kind: "conflict", found: "9" });
    const played = await play(lifecycle, ofOneFile(smoothly({ moveAlias })));
    assert.deepEqual(verdictsOf(played).slice(-2), ["intended", "conflict"]);
    assert.equal(played.inputs.recordIncident?.length, 1);
    assert.deepEqual(played.outcome, {
      kind: "returned",
      output: { kind: "conflict", found: "9" },
    });
  });

  it("waits out a hold that is set during training, and then promotes", async () => {
    let looks = 0;
    const hold = { by: "ana", reason: "release", since: "2026-03-01T22:00:00.000Z" };
    const answers = smoothly({ "hold.read": () => (looks++ < 2 ? null : looks < 5 ? hold : null) });
    const played = await play(lifecycle, ofOneFile(answers));
    assert.equal(played.outcome.kind, "returned");
    assert.equal(played.steps.filter((step) => step === "timer 1h").length, 1);
    assert.equal(played.inputs.moveAlias?.length, 1);
  });

  it("shows where it stands", async () => {
    const played = await play(lifecycle, ofOneFile(smoothly()));
    const steps = played.statuses.map((status) => (status as { step: string }).step);
    assert.deepEqual(steps, [
      "validateData",
      "triggerDatabricksJob",
      "pollJobStatus",
      "evaluateMetrics",
      "decideAction",
    ]);
  });
});

function decisionsOf(played: Played): Decision[] {
  return (played.inputs.recordDecision ?? []) as Decision[];
}

function verdictsOf(played: Played): (string | null)[] {
  return decisionsOf(played).map(({ verdict }) => verdict);
}

function assertUntouched(played: Played): void {
  assert.equal(played.inputs.moveAlias, undefined, "the champion was moved");
}
