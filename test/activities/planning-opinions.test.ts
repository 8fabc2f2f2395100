import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createOpinionActivities } from "../../functions/activities/planning-opinions.ts";
import type { Opinions } from "../../functions/clients/ports.ts";
import { createFakeRecords } from "../fakes/fake-records.ts";

const question = { instructions: "Plan.", data: "{}", answer: { name: "plan", schema: {} } };
const request = { model: "churn", key: "improvement:churn:1/1/plan/1", question, tokensLeft: 1000 };

describe("askOpinion", () => {
  it("asks nobody where no model is set", async () => {
    const { askOpinion } = createOpinionActivities({
      opinions: null,
      records: createFakeRecords(),
    });
    assert.deepEqual(await askOpinion(request), { kind: "notAsked", reason: null });
  });

  it("asks once for each key, however often it is run, and keeps question and answer", async () => {
    const records = createFakeRecords();
    const model = modelThat(["one", "two"]);
    const { askOpinion } = createOpinionActivities({ opinions: model, records });
    const first = await askOpinion(request);
    assert.deepEqual(first, { kind: "answered", text: "one", tokens: 90, dollars: 0.00018 });
    assert.deepEqual(await askOpinion(request), first);
    assert.equal(model.calls, 1);
    const paths = await records.list("ledger", "_opinions/churn/");
    assert.deepEqual(
      paths.map((path) => path.split("/").at(-1)),
      ["answer.json", "call-1.json"],
    );
    assert.deepEqual(await records.list("ledger", "churn/"), [], "no ledger holds it");
  });

  it("counts a call that a crash cut off at the most it may have cost", async () => {
    const records = createFakeRecords();
    const dead = createOpinionActivities({ opinions: modelThat(["crash"]), records });
    await assert.rejects(dead.askOpinion(request));
    const { askOpinion } = createOpinionActivities({ opinions: modelThat(["two"]), records });
    const reply = await askOpinion(request);
    assert.deepEqual(reply.kind === "answered" && reply.tokens, 100 + 90);
  });

  it("never calls where the most it may cost is more than what is left", async () => {
    const model = modelThat(["one"]);
    const { askOpinion } = createOpinionActivities({
      opinions: model,
      records: createFakeRecords(),
    });
    assert.deepEqual(await askOpinion({ ...request, tokensLeft: 99 }), {
      kind: "notAsked",
      reason: "it may take 100 tokens, and 99 are left",
    });
    assert.equal(model.calls, 0);
  });

  it("gives up after three calls that were cut off, and counts them", async () => {
    const records = createFakeRecords();
    for (const _ of [1, 2, 3]) {
      const dead = createOpinionActivities({ opinions: modelThat(["crash"]), records });
      await assert.rejects(dead.askOpinion(request));
    }
    const model = modelThat(["four"]);
    const { askOpinion } = createOpinionActivities({ opinions: model, records });
    const reply = await askOpinion(request);
    assert.deepEqual([reply.kind, model.calls], ["failed", 0]);
    assert.equal(reply.kind === "failed" && reply.tokens, 300);
  });

  it("counts the most where the endpoint does not say what it took", async () => {
    const opinions = { ...modelThat([]), ask: async () => failed };
    const failed = { kind: "failed" as const, reason: "it answered 500", tokens: null };
    const { askOpinion } = createOpinionActivities({ opinions, records: createFakeRecords() });
    const reply = await askOpinion(request);
    assert.equal(reply.kind === "failed" && reply.tokens, 100);
  });
});

/** A model that says these one after the other; `crash` stands for the death of the process that asks. */
function modelThat(answers: string[]): Opinions & { calls: number } {
  const model = {
    calls: 0,
    dollarsPerMillionTokens: 2,
    mostTokens: () => 100,
    async ask() {
      const text = answers[model.calls] ?? "";
      model.calls += 1;
      if (text === "crash") throw new Error("killed");
      return { kind: "answered" as const, text, tokens: 90 };
    },
  };
  return model;
}
