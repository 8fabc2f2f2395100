import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { judgeExpectation, matches } from "../../../local/rehearsal/judge-expectation.ts";
import type { NightEvent } from "../../../local/rehearsal/night-event.ts";
import type { Expectation, Wanted } from "../../../local/rehearsal/rehearsal.ts";

const start = { at: Date.UTC(2026, 2, 2, 22), zoneMinutes: 0 };

describe("matches", () => {
  const known: [wanted: Wanted, found: unknown, met: boolean][] = [
    [2, "2", true],
    ["promote", "promote", true],
    ["promote", "promoted", false],
    ["/^prom/", "promoted", true],
    ["/WORSE/i", "rmse is worse", true],
    [["/rmse/", "/r2/"], ["rmse is worse", "r2 is better"], true],
    [["/rmse/", "/mae/"], ["rmse is worse"], false],
    ["b", ["a", "b"], true],
    [null, undefined, true],
    [null, "x", false],
    ["null", null, false],
    [true, true, true],
  ];
  for (const [wanted, found, met] of known) {
    it(`${JSON.stringify(wanted)} ${met ? "fits" : "does not fit"} ${JSON.stringify(found)}`, () =>
      assert.equal(matches(wanted, found), met));
  }
});

describe("judgeExpectation", () => {
  it("wants at least one match where no number is given", () => {
    assert.equal(judge({ fields: { verdict: "reject" } }), "met");
    assert.equal(judge({ fields: { verdict: "review" } }), "unmet");
  });

  it("wants exactly the number that is given", () => {
    assert.equal(judge({ times: 2, fields: { model: "sales" } }), "met");
    assert.equal(judge({ times: 1, fields: { model: "sales" } }), "unmet");
    assert.equal(judge({ times: 0, fields: { model: "other" } }), "met");
  });

  it("counts only what happened in time", () => {
    assert.equal(judge({ within: 3_600_000, fields: { verdict: "promote" } }), "met");
    assert.equal(judge({ within: 3_600_000, fields: { verdict: "reject" } }), "unmet");
  });

  it("takes the champion from the last move of its alias", () => {
    assert.equal(judge({ kind: "champion", fields: { model: "sales", version: 2 } }), "met");
    assert.equal(judge({ kind: "champion", fields: { model: "sales", version: 1 } }), "unmet");
  });

  it("counts a run once, as it ended", () => {
    assert.equal(judge({ kind: "runs", times: 1, fields: { model: "sales" } }), "met");
    assert.equal(judge({ kind: "runs", times: 1, fields: { result: "SUCCESS" } }), "met");
  });

  it("tells what happened instead", () => {
    const judgement = judgeExpectation(
      expectation({ fields: { model: "sales", verdict: "review" } }),
      events,
      start,
    );
    assert.deepEqual(judgement, {
      kind: "unmet",
      expected: 'line 9: decision model "sales", verdict "review"',
      happened: [
        '22:30:00 decision model "sales", pattern "lifecycle", kind "verdict", verdict "promote", ledger "sales/1"',
        '23:30:00 decision model "sales", pattern "lifecycle", kind "verdict", verdict "reject", ledger "sales/2"',
      ],
    });
  });

  it("says so where nothing of the kind happened", () => {
    const judgement = judgeExpectation(expectation({ kind: "incident" }), events, start);
    assert.deepEqual(judgement.kind === "unmet" && judgement.happened, ["no incident at all"]);
  });
});

function judge(part: Partial<Expectation>): "met" | "unmet" {
  return judgeExpectation(expectation(part), events, start).kind;
}

function expectation(part: Partial<Expectation>): Expectation {
  return { kind: "decision", fields: {}, line: 9, ...part };
}

function decision(at: string, sequence: number, verdict: string): NightEvent {
  return {
    type: "decision",
    at,
    model: "sales",
    pattern: "lifecycle",
    kind: "verdict",
    verdict,
    action: null,
    autonomy: null,
    reasons: [],
    about: "",
    ledger: `sales/${sequence}`,
    comparison: [],
  };
}

const run = { type: "run", model: "sales", run: "11" } as const;
const champion = { type: "alias", model: "sales", alias: "champion" } as const;
const events: NightEvent[] = [
  { ...run, at: "2026-03-02T22:05:00.000Z", state: "started", result: null, seconds: null },
  { ...run, at: "2026-03-02T22:29:00.000Z", state: "ended", result: "SUCCESS", seconds: 1440 },
  decision("2026-03-02T22:30:00.000Z", 1, "promote"),
  { ...champion, at: "2026-03-02T22:30:00.000Z", version: "1" },
  { ...champion, at: "2026-03-02T22:31:00.000Z", version: "2" },
  decision("2026-03-02T23:30:00.000Z", 2, "reject"),
];
