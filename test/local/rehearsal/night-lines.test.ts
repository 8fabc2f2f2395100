import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { NightEvent } from "../../../local/rehearsal/night-event.ts";
import { describeEvent, layOut } from "../../../local/rehearsal/night-lines.ts";

const setting = { zoneMinutes: 60, commandOf: (words: string) => `nightshift ${words}` };
const at = "2026-03-02T22:05:00.000Z";
const common = { at, model: "sales" };

describe("describeEvent", () => {
  const told: [event: NightEvent, lines: string[]][] = [
    [
      { ...common, type: "run", run: "11", state: "started", result: null, seconds: null },
      ["23:05:00  run         sales   run 11 started"],
    ],
    [
      { ...common, type: "run", run: "11", state: "ended", result: "CLUSTER_ERROR", seconds: 540 },
      ["23:05:00  run         sales   run 11 CLUSTER_ERROR after 9 min"],
    ],
    [
      { ...common, type: "alias", alias: "champion", version: "2" },
      ["23:05:00  alias       sales   champion is version 2"],
    ],
    [
      { ...common, type: "alias", alias: "challenger", version: null },
      ["23:05:00  alias       sales   challenger is removed"],
    ],
    [
      { ...common, type: "message", model: null, text: "the host is killed" },
      ["23:05:00  night               the host is killed"],
    ],
    [
      {
        ...common,
        type: "incident",
        incident: "i1",
        title: "It broke",
        severity: "warning",
        done: "Stopped.",
        undo: "Nothing.",
      },
      [
        "23:05:00  incident    sales   warning: It broke",
        "                      done: Stopped.",
        "                      undo: Nothing.",
      ],
    ],
    [
      review({ state: "asked", expiresAt: "2026-03-03T22:05:00.000Z" }),
      [
        "23:05:00  review      sales   Promote?",
        "                      silence until 23:05 (in 1 d) means no; answer with",
        "                        nightshift approve ab12",
        "                        nightshift reject ab12",
      ],
    ],
    [review({ state: "approved", by: "ann" }), ["23:05:00  review      sales   approved by ann"]],
    [
      decision({ reasons: ["All is better.", "rmse (target): 0.4: better", "Watched for 24 h."] }),
      [
        "23:05:00  verdict     sales   promote: All is better.",
        "                      Watched for 24 h.",
        "                      metric  role    champion  challenger  gain  noise  finding",
        "                      rmse    target       0.5         0.4  +0.1  ±0.02  better",
      ],
    ],
    [
      decision({
        kind: "promotion",
        verdict: "promoted",
        about: "version 2 over 1",
        comparison: [],
      }),
      ["23:05:00  promotion   sales   promoted: version 2 over 1"],
    ],
    [
      decision({
        kind: "hold",
        verdict: null,
        action: "hold",
        reasons: ["ann: look"],
        comparison: [],
      }),
      ["23:05:00  hold        sales   hold: ann: look"],
    ],
  ];
  for (const [event, lines] of told) {
    it(`tells ${event.type}: ${lines[0]?.slice(30)}`, () => {
      const line = describeEvent(event, setting);
      assert.deepEqual(line && layOut(line, 6), lines);
    });
  }

  it("leaves out what people need not read", () => {
    const step = { pattern: "lifecycle", step: "validateData", instance: "i", outcome: "fit" };
    assert.equal(describeEvent({ ...common, type: "step", ...step }, setting), null);
    assert.equal(describeEvent(decision({ verdict: "intended" }), setting), null);
  });

  it("tells a step that failed and is tried again", () => {
    const step = {
      pattern: "lifecycle",
      step: "readJobRun",
      instance: "i",
      outcome: "error: 503",
    };
    assert.equal(
      describeEvent({ ...common, type: "step", ...step }, setting)?.text,
      "readJobRun: error: 503; it is tried again",
    );
  });
});

function review(part: Partial<Extract<NightEvent, { type: "review" }>>): NightEvent {
  return {
    ...common,
    type: "review",
    review: "ab12",
    state: "asked",
    question: "Promote?",
    by: null,
    expiresAt: null,
    reasons: [],
    comparison: [],
    ...part,
  };
}

function decision(part: Partial<Extract<NightEvent, { type: "decision" }>>): NightEvent {
  return {
    ...common,
    type: "decision",
    pattern: "lifecycle",
    kind: "verdict",
    verdict: "promote",
    action: null,
    autonomy: null,
    reasons: [],
    about: "",
    ledger: "sales/1",
    comparison: [
      {
        metric: "rmse",
        role: "target",
        candidate: 0.4,
        champion: 0.5,
        gain: 0.1,
        band: 0.02,
        margin: 0,
        finding: "better",
      },
    ],
    ...part,
  };
}
