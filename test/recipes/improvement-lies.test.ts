import assert from "node:assert/strict";
import { afterEach, describe, it } from "mocha";
import {
  createOpinionActivities,
  type OpinionRequest,
} from "../../functions/activities/planning-opinions.ts";
import type { Spent } from "../../functions/core/improvement/allowance.ts";
import { completion, planAnswer } from "../clients/llm-replies.ts";
import { createFakeRecords } from "../fakes/fake-records.ts";
import { type Play, type ScriptedServer, startScriptedServer } from "../fakes/scripted-server.ts";
import { assertFenced, open, plannersOf, plansOf } from "./improvement-planner.ts";
import { definition, improve, inTurn } from "./improvement-script.ts";
import type { Played } from "./play.ts";

describe("improvement with an endpoint that lies about what it took", () => {
  let server: ScriptedServer | null = null;
  afterEach(async () => {
    await server?.close();
    server = null;
  });
  const wrong = planAnswer({ recentDays: 99_999 });
  const wasteful = { dollarsPerMillionTokens: 1000 };

  const lies: [string, number, (asked: { most: number; least: number }) => number][] = [
    ["what it took is less than nothing", -1_000_000, ({ most }) => most],
    ["it took a broken number", 1.5, ({ most }) => most],
    ["it took nothing", 0, ({ least }) => least],
  ];
  for (const [what, tokens, leastOf] of lies) {
    it(`counts tokens and dollars all the same where it says that ${what}`, async () => {
      const { played, requests } = await askReally([
        completion(wrong, { tokens }),
        completion(planAnswer(), { tokens }),
      ]);
      const [first, second] = requests;
      assert.ok(first && second);
      const taken = first.tokensLeft - second.tokensLeft;
      assert.ok(taken >= leastOf(first) && taken <= first.most, `${taken} tokens`);
      assertNear(first.dollarsLeft - second.dollarsLeft, taken / 1000);
      const spent = spentIn(played);
      assert.ok(spent.tokens >= leastOf(first) + leastOf(second), `${spent.tokens} tokens`);
      assert.ok(spent.tokens <= first.most + second.most, `${spent.tokens} tokens`);
      assertNear(spent.dollars, spent.tokens / 1000);
      assert.deepEqual(plannersOf(played)[0], "language model");
      assertFenced(played);
    });
  }

  it("believes a dear call, and never asks again once the money is gone", async () => {
    const { played, requests } = await askReally([completion(wrong, { tokens: 50_000 })]);
    assert.equal(server?.seen.length, 1);
    assert.ok(requests.length > 1, "it wanted to ask again");
    assert.deepEqual(spentIn(played), { runs: 0, tokens: 50_000, dollars: 50 });
    assert.match(plansOf(played)[0]?.reasons.join("\n") ?? "", /may cost \$.* are left/);
  });

  it("asks nobody where the dearest outcome costs more than is left", async () => {
    const { played } = await askReally([completion(planAnswer())], { maxDollars: 1 });
    assert.equal(server?.seen.length, 0);
    assert.match(plansOf(played)[0]?.reasons.join("\n") ?? "", /and \$1\.0000 are left/);
    assertFenced(played);
  });

  /** Plays an improvement whose planner is asked by the real activity, over HTTP; the critic is not asked. */
  async function askReally(plays: Play[], { maxDollars = 51 } = {}) {
    server = await startScriptedServer([...plays]);
    const opinions = open(`${server.url}/v1`, wasteful);
    const { askOpinion } = createOpinionActivities({ opinions, records: createFakeRecords() });
    const known = new Map<string, unknown>();
    // A play cannot wait: it is played again from its start once the answer that it lacked is there.
    for (;;) {
      const missing: OpinionRequest[] = [];
      const asked: OpinionRequest[] = [];
      const played = await improve(
        {
          evaluateMetrics: inTurn("reject", "promote"),
          askOpinion: (request: OpinionRequest) => {
            if (!request.key.includes("/iteration/1/plan/")) return notAsked;
            asked.push(request);
            if (!known.has(request.key)) missing.push(request);
            return known.get(request.key) ?? notAsked;
          },
        },
        {
          improvement: { ...definition.improvement, maxDollars },
          training: { ...definition.training, dollarsPerHour: 1 },
        },
      );
      const [next] = missing;
      if (next !== undefined) {
        known.set(next.key, await askOpinion(next));
        continue;
      }
      const requests = asked.map(({ tokensLeft, dollarsLeft, question: put }) => {
        assert.ok(dollarsLeft !== null);
        const least = Math.ceil((put.instructions.length + put.data.length) / 8);
        return { tokensLeft, dollarsLeft, least, most: opinions.mostTokens(put) };
      });
      return { played, requests };
    }
  }
});

/** What was used up when the first plan was written down. */
function spentIn(played: Played): Spent {
  const [first] = plansOf(played);
  assert.ok(first, "nothing was planned");
  return (first.inputs as { spent: Spent }).spent;
}

function assertNear(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
}

const notAsked = { kind: "notAsked", reason: null };
