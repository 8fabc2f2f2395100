import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  type GuardRequest,
  type GuardState,
  newGuard,
} from "../../../functions/core/guard/guard-state.ts";
import { reduceGuard } from "../../../functions/core/guard/reduce-guard.ts";
import type { Decision } from "../../../functions/core/ledger.ts";
import { restore } from "../../../functions/recipes/response/restore.ts";
import { type Answers, play } from "../play.ts";
import { boldModel } from "./response-world.ts";

/** After a rollback from 8 to 7, which is champion again. */
const rolledBack: GuardState = { ...newGuard, champion: "7", sight: "seen", rolledBack: ["8"] };

interface Said {
  kind: string;
  reason?: string;
  mend?: string;
}

async function order(
  version: string,
  answers: Answers = {},
  mode: "restore" | "firstTime" = "restore",
) {
  let guard = rolledBack;
  const ask = (request: GuardRequest) => {
    const step = reduceGuard(guard, request);
    guard = step.state;
    return step.answer;
  };
  const played = await play(restore, {
    input: { model: "films", version, by: "ana", reason: "the labels were wrong", mode },
    answers: {
      readDefinition: () => ({ definition: boldModel, pollSeconds: 15 }),
      readVersionStatus: () => ({ status: "READY" }),
      readChampion: () => "7",
      "guard.read": () => guard,
      "guard.ask": ask,
      "guard.report": ask,
      setAlias: () => ({ kind: "set" }),
      moveAlias: ({ to }: { to: string }) => ({ kind: "moved", champion: to }),
      recordDecision: () => ({ sequence: 1, hash: "h" }),
      ...answers,
    },
  });
  assert.equal(played.outcome.kind, "returned");
  const end = (played.outcome as unknown as { output: Said }).output;
  return { played, end, guard: () => guard };
}

describe("restore", () => {
  it("undoes a rollback: the version is champion again, and no longer counts as rolled back", async () => {
    const { played, end, guard } = await order("8");
    assert.deepEqual(end, { kind: "restored", from: "7", to: "8" });
    assert.equal(guard().champion, "8");
    assert.deepEqual(guard().rolledBack, []);
    assert.equal(guard().predecessors[0]?.version, "7");
    const [before, after] = (played.inputs.recordDecision ?? []) as Decision[];
    assert.deepEqual([before?.verdict, after?.verdict], ["intended", "restored"]);
    assert.match(after?.reasons[0] ?? "", /^ana: the labels were wrong$/);
    assert.ok(played.steps.indexOf("recordDecision") < played.steps.indexOf("moveAlias"));
  });

  it("gives its leave back where the registry fails it", async () => {
    let guard: GuardState | null = null;
    const lost = order("8", {
      moveAlias: () => {
        throw new Error("403");
      },
      "guard.report": (request: GuardRequest) => {
        guard = reduceGuard({ ...rolledBack, grant: null }, request).state;
        assert.equal(request.kind === "report" && request.outcome, "failed");
        return { kind: "reported" };
      },
    });
    await assert.rejects(lost);
    assert.ok(guard, "the leave was given back");
  });

  it("refuses a version that is not READY, and one that is champion already", async () => {
    const gone = await order("9", { readVersionStatus: () => ({ status: null }) });
    assert.match(gone.end.reason ?? "", /Version 9 is gone in the registry/);
    assert.match(gone.end.mend ?? "", /READY/);
    const { kind, reason, mend } = (await order("7")).end;
    assert.deepEqual(
      [kind, reason, mend],
      ["refused", "Version 7 is the champion already.", "Nothing is left to do."],
    );
  });

  it("brings no version in past the gate that never was champion, unless that is said", async () => {
    const { end, played } = await order("9");
    assert.equal(end.kind, "stranger");
    assert.match(end.reason ?? "", /Version 9 was never champion/);
    assert.equal(played.steps.includes("moveAlias"), false);
    assert.deepEqual((await order("9", {}, "firstTime")).end, {
      kind: "restored",
      from: "7",
      to: "9",
    });
  });

  it("knows the champion again that somebody else has replaced, once the guard has seen that", async () => {
    const { end } = await order("7", { readChampion: () => "12" });
    assert.equal(end.kind, "refused");
    assert.match(end.reason ?? "", /12/);
  });

  it("never overwrites a champion that somebody else moved meanwhile", async () => {
    const answers = { moveAlias: () => ({ kind: "conflict", found: "12" }) };
    const { end, guard } = await order("8", answers);
    assert.match(end.reason ?? "", /found 12/);
    assert.match(end.mend ?? "", /nightshift status films/);
    assert.equal(guard().champion, "12");
  });
});
