import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  type AskLeave,
  defaultLimits,
  type GuardRequest,
  type GuardState,
  newGuard,
  type Wish,
} from "../../../functions/core/guard/guard-state.ts";
import { reduceGuard } from "../../../functions/core/guard/reduce-guard.ts";
import { hour, minute } from "../../../functions/core/instant.ts";

const now = Date.UTC(2026, 0, 1);

const ask = (
  instance: string,
  wish: Wish,
  seen: string | null,
  change: Partial<AskLeave> = {},
): AskLeave => ({
  kind: "ask",
  instance,
  wish,
  seen,
  now,
  ...change,
});
const promote = (candidate: string, expected: string | null): Wish => ({
  action: "promote",
  candidate,
  expected,
});
const rollback = (from: string): Wish => ({ action: "rollback", from });
const done = (instance: string, champion: string | null, at = now): GuardRequest => ({
  kind: "report",
  instance,
  outcome: "done",
  champion,
  now: at,
});

/** The guard after requests that must all be granted or noted. */
const guardAfter = (...requests: GuardRequest[]): GuardState =>
  requests.reduce((state, request) => {
    const step = reduceGuard(state, request);
    assert(
      step.answer.kind === "granted" || step.answer.kind === "noted",
      JSON.stringify(step.answer),
    );
    return step.state;
  }, newGuard);

/** Version 2 was promoted over version 1. */
const promoted = guardAfter(ask("a", promote("2", "1"), "1"), done("a", "2"));

const answerTo = (state: GuardState, request: GuardRequest) => {
  const { answer } = reduceGuard(state, request);
  return answer.kind === "refused" ? answer.reason : answer.kind;
};

describe("reduceGuard on promotions", () => {
  it("believes the first champion it sees, and records the one that a promotion replaces", () => {
    assert.equal(promoted.champion, "2");
    assert.deepEqual(promoted.predecessors, [{ version: "1", replacedAt: now, by: "promote" }]);
    assert.equal(promoted.grant, null);
  });

  it("promotes a first model over none", () => {
    const state = guardAfter(ask("a", promote("1", null), null), done("a", "1"));
    assert.equal(state.champion, "1");
    assert.deepEqual(state.predecessors, []);
  });

  it("gives an instance that asks again the same grant, before and after the alias moved", () => {
    const first = reduceGuard(newGuard, ask("a", promote("2", "1"), "1"));
    for (const seen of ["1", "2"]) {
      const again = reduceGuard(
        first.state,
        ask("a", promote("2", "1"), seen, { now: now + 1000 }),
      );
      assert.deepEqual(again, { state: first.state, answer: first.answer });
    }
  });

  it("grants one action a model at a time", () => {
    const state = guardAfter(ask("a", promote("2", "1"), "1"));
    assert.equal(answerTo(state, ask("b", promote("3", "1"), "1")), "busy");
    assert.equal(answerTo(state, ask("b", rollback("1"), "1")), "busy");
    assert.equal(answerTo(state, ask("b", { action: "retrain" }, "1")), "busy");
  });

  for (const [rule, request, reason] of [
    ["evidence against another champion", ask("b", promote("3", "1"), "2"), "otherVersion"],
    ["evidence against no champion", ask("b", promote("3", null), "2"), "otherVersion"],
    ["the champion itself", ask("b", promote("2", "2"), "2"), "alreadyChampion"],
    ["a champion that somebody else moved", ask("b", promote("3", "2"), "9"), "championMoved"],
    ["a champion that somebody else removed", ask("b", promote("3", "2"), null), "championMoved"],
  ] as const) {
    it(`refuses ${rule}`, () => {
      assert.equal(answerTo(promoted, request), reason);
    });
  }

  it("knows the champion that somebody else made, once it was told", () => {
    const { state } = reduceGuard(promoted, ask("b", promote("3", "2"), "9"));
    assert.equal(state.champion, "9");
    assert.deepEqual(state.predecessors[0], { version: "2", replacedAt: now, by: "outside" });
    assert.equal(answerTo(state, ask("c", promote("3", "9"), "9")), "granted");
  });

  it("takes leave back that has expired", () => {
    const held = guardAfter(ask("a", promote("3", "1"), "1", { minutes: 15 }));
    const late = (at: number) => answerTo(held, ask("b", promote("4", "1"), "1", { now: at }));
    assert.equal(late(now + 15 * minute - 1), "busy");
    assert.equal(late(now + 15 * minute), "granted");
  });

  it("counts a move whose instance fell silent as made by it", () => {
    const held = guardAfter(ask("a", promote("2", "1"), "1"));
    const { state, answer } = reduceGuard(
      held,
      ask("b", promote("3", "2"), "2", { now: now + hour }),
    );
    assert.equal(answer.kind, "granted");
    assert.deepEqual(state.predecessors[0], {
      version: "1",
      replacedAt: now + hour,
      by: "promote",
    });
  });

  it("forgets a promotion that failed, and notices one that failed but moved the alias", () => {
    const held = guardAfter(ask("a", promote("2", "1"), "1"));
    const failed = (champion: string) =>
      reduceGuard(held, { kind: "report", instance: "a", outcome: "failed", champion, now }).state;
    assert.equal(failed("1").champion, "1");
    assert.equal(failed("2").champion, "2");
    assert.deepEqual(failed("1").predecessors, []);
  });

  it("notices an alias that is elsewhere after the report", () => {
    const held = guardAfter(ask("a", promote("2", "1"), "1"));
    const { state, answer } = reduceGuard(held, done("a", "7"));
    assert.deepEqual(answer, { kind: "moved", known: "2", seen: "7" });
    assert.equal(state.champion, "7");
  });
});

describe("reduceGuard on rollbacks", () => {
  const rolledBack = (state: GuardState = promoted) => {
    const step = reduceGuard(state, ask("r", rollback("2"), "2"));
    return reduceGuard(step.state, done("r", "1")).state;
  };

  it("goes to the recorded predecessor, and remembers what was rolled back", () => {
    const { answer } = reduceGuard(promoted, ask("r", rollback("2"), "2"));
    assert(answer.kind === "granted");
    assert.deepEqual([answer.grant.from, answer.grant.to], ["2", "1"]);
    const state = rolledBack();
    assert.equal(state.champion, "1");
    assert.deepEqual(state.rolledBack, ["2"]);
    assert.deepEqual(state.predecessors, []);
  });

  it("does nothing about a version that is not champion any more", () => {
    assert.equal(answerTo(rolledBack(), ask("s", rollback("2"), "1")), "otherVersion");
  });

  it("never brings a version back that was rolled back, unless a person says so", () => {
    assert.equal(answerTo(rolledBack(), ask("s", promote("2", "1"), "1")), "rolledBack");
    assert.equal(
      answerTo(rolledBack(), ask("s", promote("2", "1"), "1", { approvedBy: "ada" })),
      "granted",
    );
  });

  it("counts a version as rolled back that a person replaced by the champion before it", () => {
    const returned = ask("r", promote("1", "2"), "2", { approvedBy: "ada" });
    const state = [returned, done("r", "1")].reduce(
      (s, each) => reduceGuard(s, each).state,
      promoted,
    );
    assert.equal(state.champion, "1");
    assert.equal(answerTo(state, ask("s", rollback("1"), "1")), "rolledBack");
  });

  it("keeps the champion as one to go back to where a person undoes its rollback", () => {
    const undone = ask("r", promote("2", "1"), "1", { approvedBy: "ada" });
    const state = [undone, done("r", "2")].reduce(
      (s, each) => reduceGuard(s, each).state,
      rolledBack(),
    );
    assert.deepEqual([state.champion, state.rolledBack], ["2", []]);
    assert.equal(state.predecessors[0]?.version, "1");
  });

  it("has nowhere to go without a predecessor, even for a person", () => {
    assert.equal(
      answerTo(rolledBack(), ask("s", rollback("1"), "1", { approvedBy: "ada" })),
      "noPredecessor",
    );
  });

  it("leaves a version alone that somebody else replaced, unless a person says so", () => {
    const { state } = reduceGuard(promoted, { kind: "observe", champion: "9", now });
    assert.equal(answerTo(state, ask("s", rollback("9"), "9")), "noPredecessor");
    assert.equal(answerTo(state, ask("s", rollback("9"), "9", { approvedBy: "ada" })), "granted");
  });

  it("asks a person for the second rollback inside the window", () => {
    const again = (at: number) => {
      const step = reduceGuard(rolledBack(), ask("b", promote("3", "1"), "1", { now: now + hour }));
      const state = reduceGuard(step.state, done("b", "3", now + hour)).state;
      return answerTo(state, ask("s", rollback("3"), "3", { now: at }));
    };
    assert.equal(again(now + 24 * hour - 1), "secondRollback");
    assert.equal(again(now + 24 * hour), "granted");
  });

  it("does not wait for a retrain, whose later promotion it forbids", () => {
    const training = reduceGuard(
      promoted,
      ask("t", { action: "retrain" }, "2", { minutes: 600 }),
    ).state;
    const { state, answer } = reduceGuard(training, ask("r", rollback("2"), "2"));
    assert.equal(answer.kind, "granted");
    assert.equal(answerTo(state, ask("u", { action: "retrain" }, "2")), "busy");
    const ended = reduceGuard(state, done("r", "1")).state;
    assert.equal(answerTo(ended, ask("t", promote("3", "1"), "1")), "superseded");
    assert.equal(answerTo(ended, done("t", "1")), "noted");
  });
});

describe("reduceGuard on limits", () => {
  const acted = (count: number, action: "pause" | "retrain") => ({
    ...promoted,
    actions: Array.from({ length: count }, (_, index) => ({
      action,
      instance: `x${index}`,
      endedAt: now,
      outcome: "done" as const,
    })),
  });
  const retrain = { action: "retrain" } as const;

  it("caps actions of any kind within an hour", () => {
    assert.equal(answerTo(acted(9, "pause"), ask("b", retrain, "2")), "granted");
    assert.equal(answerTo(acted(10, "pause"), ask("b", retrain, "2")), "tooManyActions");
    assert.equal(
      answerTo(acted(10, "pause"), ask("b", retrain, "2", { now: now + hour })),
      "granted",
    );
    assert.equal(
      answerTo(acted(10, "pause"), ask("b", retrain, "2", { approvedBy: "ada" })),
      "granted",
    );
  });

  it("caps retrains within a day, and keeps them apart by a cooldown", () => {
    const limits = { ...defaultLimits, retrainsPerDay: 2, retrainCooldownMinutes: 60 };
    const at = (count: number, later: number) =>
      answerTo(acted(count, "retrain"), ask("b", retrain, "2", { limits, now: now + later }));
    assert.equal(at(2, 2 * hour), "tooManyActions");
    assert.equal(at(1, hour - 1), "cooldown");
    assert.equal(at(1, hour), "granted");
  });

  it("lets the instance that retrained go on to promote", () => {
    const training = reduceGuard(promoted, ask("t", retrain, "2")).state;
    const { state, answer } = reduceGuard(training, ask("t", promote("3", "2"), "2"));
    assert.equal(answer.kind, "granted");
    assert.equal(state.actions[0]?.action, "retrain");
  });
});
