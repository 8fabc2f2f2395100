import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { judgeRun, type RunFacts } from "../../../local/workspace/judge-run.ts";
import { endingOf } from "../../../local/workspace/scripted-outcome.ts";

const ending = endingOf("SUCCESS", "");
const active: RunFacts = {
  endsAt: 100,
  timeoutAt: null,
  stopped: null,
  ending: null,
  child: "alive",
};
const known: Partial<RunFacts> = { ending, child: "none" };

describe("judgeRun", () => {
  const examples: [rule: string, facts: Partial<RunFacts>, now: number, step: object][] = [
    ["waits for the declared end", known, 99, { kind: "wait", until: 100 }],
    ["ends at the declared end", known, 100, { kind: "end", ending }],
    ["waits at the declared end for its child", {}, 100, { kind: "wait", until: 100 }],
    [
      "waits for a child that declares nothing",
      { endsAt: null },
      100,
      { kind: "wait", until: null },
    ],
    [
      "ends with a child that declared nothing",
      { ...known, endsAt: null },
      1,
      { kind: "end", ending },
    ],
    ["waits for an earlier timeout", { timeoutAt: 50 }, 49, { kind: "wait", until: 50 }],
    ["times out before its declared end", { timeoutAt: 50 }, 50, { kind: "timeOut" }],
    [
      "never times out at or after its declared end",
      { timeoutAt: 100 },
      200,
      { kind: "wait", until: 100 },
    ],
    [
      "times out where it declares nothing",
      { timeoutAt: 50, endsAt: null },
      50,
      { kind: "timeOut" },
    ],
    [
      "does not time out once its child has ended",
      { ...known, timeoutAt: 50, endsAt: null },
      50,
      { kind: "end", ending },
    ],
    [
      "waits for a stopped child",
      { stopped: { why: "cancelled", at: 10 } },
      20,
      { kind: "wait", until: 10 },
    ],
    [
      "is stopped once its child is gone",
      { stopped: { why: "lost", at: 10 }, child: "none" },
      20,
      { kind: "stopped", why: "lost" },
    ],
  ];
  for (const [rule, facts, now, step] of examples) {
    it(rule, () => assert.deepEqual(judgeRun({ ...active, ...facts }, now), step));
  }

  it("never waits for a time that has passed, unless a child holds the clock", () => {
    const time = fc.integer({ min: 0, max: 200 });
    const facts = fc.record<RunFacts>({
      endsAt: fc.option(time),
      timeoutAt: fc.option(time),
      stopped: fc.option(fc.record({ why: fc.constantFrom("cancelled", "timedOut"), at: time })),
      ending: fc.constantFrom(null, ending),
      child: fc.constantFrom("alive", "none"),
    });
    fc.assert(
      fc.property(facts, time, (run, now) => {
        // A run has a child or an ending: it never has neither.
        fc.pre((run.ending === null) === (run.child === "alive"));
        const step = judgeRun(run, now);
        if (step.kind !== "wait" || run.child === "alive") return;
        assert.ok(step.until !== null && step.until > now);
      }),
    );
  });
});
