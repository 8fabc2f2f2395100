import assert from "node:assert/strict";
import type { OrchestrationContext } from "durable-functions";
import { describe, it } from "mocha";
import { canonicalJson, sha256Hex } from "../../functions/core/digest.ts";
import type { AskLeave } from "../../functions/core/guard/guard-state.ts";
import type { Decision } from "../../functions/core/ledger.ts";
import {
  type ReviewsRequest,
  type ReviewsState,
  reduceReviews,
} from "../../functions/core/reviews.ts";
import { type Intent, leaveToAct } from "../../functions/recipes/leave-to-act.ts";
import { definition, smoothly } from "./lifecycle-script.ts";
import { type Answers, type Played, play, type Script } from "./play.ts";

const start = "2026-03-01T22:00:00.000Z";
const intent: Intent = {
  model: "films",
  definition,
  action: "promote",
  wish: { action: "promote", candidate: "8", expected: "7" },
  evidence: "strong",
  undo: "Roll back to version 7.",
  person: "byAutonomy",
  question: "Promote version 8 of films over version 7?",
  seen: { candidateVersion: "8" },
  reasons: ["rmse is better by 3"],
  minutes: 15,
};
const asking: Intent = { ...intent, person: "always" };

describe("leaveToAct", () => {
  it("asks the guard at once where autonomy is act and the evidence is good", async () => {
    const played = await ask(intent);
    assert.deepEqual(played.steps, ["hold.read", "hold.read", "readChampion", "guard.ask"]);
    assert.deepEqual(leaveOf(played), {
      kind: "granted",
      autonomy: "act",
      approvedBy: null,
      champion: "7",
      target: null,
    });
  });

  it("asks a person first where the evidence is weak, whatever autonomy says", async () => {
    const played = await ask(
      { ...intent, evidence: "weak" },
      { raise: [yes("2026-03-01T23:00:00.000Z")] },
    );
    assert.equal(leaveOf(played).autonomy, "propose");
    assert.equal(leaveOf(played).approvedBy, "ana");
  });

  it("reads silence as no, after one reminder", async () => {
    const played = await ask(asking);
    assert.deepEqual(
      played.steps.filter((step) => step.startsWith("timer") && step !== "timer 0s"),
      ["timer 8h", "timer 16h"],
    );
    assert.equal(played.endedAt, "2026-03-02T22:00:00.000Z");
    assert.equal(leaveOf(played).kind, "withheld");
    assert.deepEqual(verdictsOf(played), [null, "expired", "withheld"]);
    assert.equal(played.inputs.notification?.length, 2);
  });

  it("takes the first answer that quotes the right digest, and records who gave it", async () => {
    const stale = { answer: "approve", digest: "0".repeat(64), by: "bob" };
    const raise = [
      { name: "approval", at: "2026-03-01T22:30:00.000Z", data: stale },
      yes("2026-03-01T23:00:00.000Z"),
    ];
    const played = await ask(asking, { raise });
    assert.equal(leaveOf(played).approvedBy, "ana");
    assert.equal(played.inputs["reviews.answer"]?.length, 2);
    const asked = (played.inputs["guard.ask"] ?? []) as AskLeave[];
    assert.deepEqual(
      asked.map(({ approvedBy }) => approvedBy),
      ["ana"],
    );
  });

  it("takes a no for a no", async () => {
    const at = "2026-03-01T23:00:00.000Z";
    const no = { name: "approval", at, data: { answer: "reject", digest: digest(), by: "ana" } };
    const played = await ask(asking, { raise: [no] });
    assert.deepEqual(leaveOf(played), { kind: "withheld", by: "person", reason: "ana said no." });
    assert.equal(played.inputs["guard.ask"], undefined);
  });

  it("waits out a hold that was set while a person was asked", async () => {
    let looks = 0;
    const hold = { by: "eve", reason: "release", since: start };
    const answers = { "hold.read": () => (looks++ >= 2 && looks <= 4 ? hold : null) };
    const raise = [
      yes("2026-03-01T23:00:00.000Z"),
      { name: "lifted", at: "2026-03-01T23:20:00.000Z", data: {} },
    ];
    const played = await ask(asking, { answers, raise });
    assert.equal(leaveOf(played).kind, "granted");
    assert.equal(played.endedAt, "2026-03-01T23:20:00.000Z");
  });

  it("waits a minute where another action is under way, and records a refusal of any other kind", async () => {
    let asked = 0;
    const reasons = ["busy", "busy", "otherVersion"];
    const answers = {
      "guard.ask": () => ({ kind: "refused", reason: reasons[asked++], detail: "no" }),
    };
    const played = await ask(intent, { answers });
    assert.equal(played.steps.filter((step) => step === "timer 1m").length, 2);
    assert.deepEqual(leaveOf(played), {
      kind: "withheld",
      by: "guard",
      reason: "no",
      refusal: "otherVersion",
    });
    assert.deepEqual(verdictsOf(played), ["withheld"]);
  });
});

async function ask(
  wanted: Intent,
  { answers = {}, raise = [] }: { answers?: Answers; raise?: Script["raise"] } = {},
): Promise<Played> {
  const recipe = (context: OrchestrationContext) => leaveToAct(context, wanted);
  return await play(recipe, {
    input: null,
    instanceId: "lifecycle:films:1",
    start,
    raise,
    answers: smoothly({ ...reviews(), ...answers }),
  });
}

/** The reviews entity, as it is. */
function reviews(): Answers {
  let state: ReviewsState = [];
  const reduce = (request: ReviewsRequest) => {
    const step = reduceReviews(state, request);
    state = step.state;
    return step.answer;
  };
  return { "reviews.open": reduce, "reviews.answer": reduce, "reviews.expire": reduce };
}

function yes(at: string) {
  return { name: "approval", at, data: { answer: "approve", digest: digest(), by: "ana" } };
}

function digest(): string {
  return sha256Hex(canonicalJson(intent.seen));
}

function leaveOf(played: Played) {
  assert.equal(played.outcome.kind, "returned", JSON.stringify(played.outcome));
  return (played.outcome as { output: unknown }).output as {
    kind: string;
    autonomy?: string;
    approvedBy?: string;
  };
}

function verdictsOf(played: Played): (string | null)[] {
  return ((played.inputs.recordDecision ?? []) as Decision[]).map(({ verdict }) => verdict);
}
