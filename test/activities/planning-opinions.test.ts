import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { createOpinionActivities } from "../../functions/activities/planning-opinions.ts";
import type { Opinions } from "../../functions/clients/ports.ts";
import { createFakeRecords } from "../fakes/fake-records.ts";

const question = { instructions: "Plan.", data: "{}", answer: { name: "plan", schema: {} } };
const request = {
  ...{ model: "churn", key: "improvement:churn:1/1/plan/1", question },
  ...{ tokensLeft: 1000, dollarsLeft: null },
};

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

  it("never calls where its most expensive outcome costs more dollars than are left", async () => {
    const opinions = modelThat(["one"]);
    const { askOpinion } = createOpinionActivities({ opinions, records: createFakeRecords() });
    assert.deepEqual(await askOpinion({ ...request, dollarsLeft: 0.00019 }), {
      kind: "notAsked",
      reason: "it may cost $0.0002, and $0.0002 are left",
    });
    assert.equal(opinions.calls, 0);
    assert.equal((await askOpinion({ ...request, dollarsLeft: 0.0002 })).kind, "answered");
  });

  it("never calls for dollars that are capped at a price that nobody told", async () => {
    const opinions = { ...modelThat(["one"]), dollarsPerMillionTokens: 0 };
    const { askOpinion } = createOpinionActivities({ opinions, records: createFakeRecords() });
    const reply = await askOpinion({ ...request, dollarsLeft: 5 });
    assert.match(reply.kind === "notAsked" ? (reply.reason ?? "") : "", /price is unknown/);
  });

  it("counts a later delivery's call where the first, slow one answers first", async () => {
    const records = createFakeRecords();
    const [slow, lost] = [holdable("slow"), holdable("lost")];
    const first = createOpinionActivities({ opinions: slow.opinions, records }).askOpinion(request);
    await slow.asked;
    const later = createOpinionActivities({ opinions: lost.opinions, records }).askOpinion(request);
    await lost.asked;
    slow.answer();
    const reply = await first;
    assert.equal(reply.kind === "answered" && reply.tokens, 90 + 100);
    lost.answer();
    assert.deepEqual(await later, reply, "both deliveries tell the same");
  });

  it("counts a first delivery's call where a later one answers first", async () => {
    const records = createFakeRecords();
    const slow = holdable("slow");
    const first = createOpinionActivities({ opinions: slow.opinions, records }).askOpinion(request);
    await slow.asked;
    const { askOpinion } = createOpinionActivities({ opinions: modelThat(["quick"]), records });
    const reply = await askOpinion(request);
    assert.deepEqual(reply.kind === "answered" && [reply.text, reply.tokens], ["quick", 190]);
    slow.answer();
    assert.deepEqual(await first, reply);
  });

  for (const tokens of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    it(`counts the most where a client says that it took ${tokens} tokens`, async () => {
      const ask = async () => ({ kind: "answered" as const, text: "one", tokens });
      const opinions = { ...modelThat([]), ask };
      const { askOpinion } = createOpinionActivities({ opinions, records: createFakeRecords() });
      const reply = await askOpinion(request);
      assert.equal(reply.kind === "answered" && reply.tokens, 100);
    });
  }

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

/** A model that was asked and answers when it is told to. */
function holdable(text: string) {
  const [asked, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const opinions: Opinions = {
    ...modelThat([]),
    async ask() {
      asked.resolve();
      await held.promise;
      return { kind: "answered", text, tokens: 90 };
    },
  };
  return { opinions, asked: asked.promise, answer: held.resolve };
}

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
