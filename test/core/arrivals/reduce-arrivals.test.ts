import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  type ArrivalsRequest,
  type ArrivalsState,
  type GatherRule,
  noArrivals,
} from "../../../functions/core/arrivals/arrivals-state.ts";
import { reduceArrivals } from "../../../functions/core/arrivals/reduce-arrivals.ts";
import { minute } from "../../../functions/core/instant.ts";

const quiet: GatherRule = { mode: "quiet", quietMinutes: 5, maxMinutes: 60 };
const marker: GatherRule = { ...quiet, mode: "marker" };
const atOnce: GatherRule = { ...quiet, mode: "atOnce" };

const add = (file: string, now: number, gather = quiet): ArrivalsRequest => ({
  kind: "add",
  instance: `arrival:${file}`,
  eventId: `event:${file}`,
  path: `churn/${file}`,
  gather,
  now,
});
const poll = (leader: string, now: number, gather = quiet): ArrivalsRequest => ({
  kind: "poll",
  instance: `arrival:${leader}`,
  gather,
  now,
});
const take = (leader: string, now: number): ArrivalsRequest => ({
  kind: "take",
  instance: `arrival:${leader}`,
  maxMinutes: 120,
  now,
});
const finish = (leader: string, now: number, gather = quiet): ArrivalsRequest => ({
  kind: "finish",
  instance: `arrival:${leader}`,
  gather,
  now,
});

/** Plays requests and gives the last state with all answers. */
const play = (...requests: ArrivalsRequest[]) => {
  let state: ArrivalsState = noArrivals;
  const answers = requests.map((request) => {
    const step = reduceArrivals(state, request);
    state = step.state;
    return step.answer;
  });
  return { state, answers, last: answers.at(-1) };
};

describe("reduceArrivals", () => {
  it("makes the first file's instance the leader, and the others join it", () => {
    const { answers } = play(add("a", 0), add("b", minute));
    assert.deepEqual(answers, [
      { kind: "wait", until: 5 * minute },
      { kind: "joined", leader: "arrival:a" },
    ]);
  });

  for (const [now, expected] of [
    [6 * minute - 1, { kind: "wait", until: 6 * minute }],
    [6 * minute, { kind: "ready" }],
  ] as const) {
    it(`answers ${expected.kind} at ${now} ms where the last file came at ${minute} ms`, () => {
      assert.deepEqual(play(add("a", 0), add("b", minute), poll("a", now)).last, expected);
    });
  }

  it("starts after maxMinutes though files keep coming", () => {
    const files = Array.from({ length: 30 }, (_, index) => [
      add(`f${index}`, 2 * index * minute),
      poll("f0", 2 * index * minute),
    ]).flat();
    assert.deepEqual(play(...files, poll("f0", 59 * minute)).last, {
      kind: "wait",
      until: 60 * minute,
    });
    assert.deepEqual(play(...files, poll("f0", 60 * minute)).last, { kind: "ready" });
  });

  it("gives the leader each path once, in order of arrival", () => {
    const again = { ...add("a", 1), eventId: "event:a2", instance: "arrival:a2" };
    const { last } = play(add("a", 0), again, add("b", 2), take("a", 6 * minute));
    assert(last?.kind === "taken");
    assert.deepEqual(last.paths, ["churn/a", "churn/b"]);
    assert.match(last.key, /^[0-9a-f]{12}$/);
  });

  it("keeps files that come while a lifecycle runs for exactly one follow-up", () => {
    const run = [add("a", 0), take("a", 5 * minute), add("b", 6 * minute), add("c", 7 * minute)];
    const { answers } = play(
      ...run,
      finish("a", 30 * minute),
      take("a", 31 * minute),
      finish("a", 60 * minute),
    );
    assert.deepEqual(answers.slice(2, 5), [
      { kind: "joined", leader: "arrival:a" },
      { kind: "joined", leader: "arrival:a" },
      { kind: "wait", until: 12 * minute },
    ]);
    assert(answers[5]?.kind === "taken");
    assert.deepEqual(answers[5].paths, ["churn/b", "churn/c"]);
    assert.deepEqual(answers[6], { kind: "done" });
  });

  it("knows an event again, and tells the leader to wait on when its own comes twice", () => {
    const { answers } = play(add("a", 0), add("b", 1), add("b", 2), add("a", 3));
    assert.deepEqual(answers[2], { kind: "duplicate" });
    assert.deepEqual(answers[3], { kind: "wait", until: 5 * minute + 1 });
  });

  it("waits for the marker, then a moment for what the marker overtook", () => {
    const files = [add("a", 0, marker), add("_SUCCESS", minute, marker)];
    assert.deepEqual(play(...files, poll("a", minute + 9999, marker)).last, {
      kind: "wait",
      until: minute + 10_000,
    });
    assert.deepEqual(play(...files, poll("a", minute + 10_000, marker)).last, { kind: "ready" });
    const { last } = play(...files, take("a", 2 * minute));
    assert(last?.kind === "taken");
    assert.deepEqual(last.paths, ["churn/a"]);
  });

  it("starts without the marker after maxMinutes", () => {
    assert.deepEqual(play(add("a", 0, marker), poll("a", 60 * minute, marker)).last, {
      kind: "ready",
    });
  });

  it("takes hidden files and stray markers for no data", () => {
    for (const name of ["_SUCCESS", "_committed_1", ".part.crc"]) {
      assert.equal(play(add(name, 0)).last?.kind, "ignored");
    }
  });

  it("starts at once where it is told to", () => {
    assert.deepEqual(play(add("a", 7, atOnce)).last, { kind: "wait", until: 7 });
    assert.deepEqual(play(add("a", 7, atOnce), poll("a", 7, atOnce)).last, { kind: "ready" });
  });

  it("sends instances away that do not lead", () => {
    for (const request of [poll("b", 1), take("b", 1), finish("b", 1)]) {
      assert.deepEqual(play(add("a", 0), request).last, { kind: "dismissed" });
    }
  });

  it("gives a dead leader's files to the next instance, also those it had taken", () => {
    const { last, state } = play(add("a", 0), take("a", 5 * minute), add("b", 136 * minute));
    assert.equal(last?.kind, "wait");
    assert.deepEqual(
      state.burst?.files.map((file) => file.path),
      ["churn/a", "churn/b"],
    );
    assert.deepEqual(reduceArrivals(state, finish("a", 137 * minute)).answer, {
      kind: "dismissed",
    });
  });

  it("gives the same files to a leader that takes twice", () => {
    const { answers } = play(
      add("a", 0),
      take("a", 5 * minute),
      add("b", 6 * minute),
      take("a", 7 * minute),
    );
    assert.deepEqual(answers[3], answers[1]);
  });

  it("takes every file of any burst exactly once, in one lifecycle at a time", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(20 * minute), { minLength: 1, maxLength: 100 }),
        fc.nat(60),
        (gaps, takes) => {
          const taken: string[] = [];
          let [state, now, leader, until, runningUntil] = [noArrivals, 0, "", 0, -1];
          const step = (request: ArrivalsRequest) => {
            const result = reduceArrivals(state, request);
            state = result.state;
            return result.answer;
          };
          const lead = () => {
            while (leader !== "" && runningUntil < 0 && until <= now) {
              const answer = step(poll(leader, until));
              if (answer.kind === "wait") until = answer.until;
              else {
                const result = step(take(leader, until));
                assert(result.kind === "taken");
                taken.push(...result.paths);
                runningUntil = until + takes * minute;
              }
            }
            if (runningUntil >= 0 && runningUntil <= now) {
              const answer = step(finish(leader, runningUntil));
              until = answer.kind === "wait" ? Math.max(answer.until, runningUntil) : 0;
              if (answer.kind === "done") leader = "";
              runningUntil = -1;
              lead();
            }
          };
          for (const [index, gap] of gaps.entries()) {
            now += gap;
            lead();
            const answer = step(add(`f${index}`, now));
            if (answer.kind === "wait") [leader, until] = [`f${index}`, answer.until];
            else assert.equal(answer.kind, "joined");
          }
          now = Number.MAX_SAFE_INTEGER;
          while (leader !== "") lead();
          assert.deepEqual(
            taken,
            gaps.map((_, index) => `churn/f${index}`),
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
