import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { parseRehearsal } from "../../../local/rehearsal/parse-rehearsal.ts";

const whole = `
name: One drop
stack: dev
start: 2026-03-02T22:00:00+01:00
steps:
  - drop: { model: revenue-forecast, file: movies.csv }
  - at: 23:30
    run: { model: revenue-forecast, takes: 20m, metrics: { rmse: .nan }, sampleSize: 900 }
  - at: +15m
    kill: host
expect:
  - decision: { model: revenue-forecast, verdict: promote, reasons: [/better/] }
    times: 1
    within: 2h
`;

describe("parseRehearsal", () => {
  it("reads steps, times and expectations with their defaults", () => {
    const parsed = parseRehearsal(whole);
    assert.equal(parsed.kind, "rehearsal");
    const { rehearsal } = parsed;
    assert.deepEqual(rehearsal.start, { at: Date.UTC(2026, 2, 2, 21), zoneMinutes: 60 });
    assert.deepEqual(
      rehearsal.steps.map(({ at, action }) => [at, action.kind]),
      [
        [{ kind: "after", ms: 0 }, "drop"],
        [{ kind: "clock", minutes: 23 * 60 + 30 }, "run"],
        [{ kind: "after", ms: 900_000 }, "kill"],
      ],
    );
    assert.equal(rehearsal.seed, 1);
    assert.equal(rehearsal.after, 7_200_000);
    assert.deepEqual(rehearsal.expect, [
      {
        kind: "decision",
        fields: { model: "revenue-forecast", verdict: "promote", reasons: ["/better/"] },
        times: 1,
        within: 7_200_000,
        line: 12,
      },
    ]);
  });

  it("reads the example of the documentation", () => {
    const page = readFileSync("docs/rehearsals.md", "utf8");
    const example = /```yaml\n([\s\S]+?)```/.exec(page)?.[1] ?? "";
    assert.equal(parseRehearsal(example).kind, "rehearsal");
  });

  it("names every mistake at once, each with its line, value and rule", () => {
    const mistakes = mistakesIn(`
name: 7
start: yesterday
models: {}
stack: dev
steps:
  - at: 25:00
    drop: { model: 7, fil: x }
  - dropp: {}
  - run: { model: a, metrics: { rmse: high }, takes: 10, result: ok }
  - drop: { model: a, file: b }
    kill: host
  - fault: { on: x, status: 200, times: 0 }
  - kill: everything
  - {}
expect:
  - decison: {}
  - champion: { version: 1 }
    times: -1
    within: soon
  - message: { text: "/(/" }
`);
    assert.deepEqual(mistakes, [
      "2: name is 7; it must be a text.",
      '3: start is "yesterday"; it must be an ISO 8601 instant with its zone, such as 2026-03-02T22:00:00Z.',
      "4: stack and models: both are given; exactly one must be. Keep one of them.",
      '7: steps[0].at is "25:00"; it must be a clock time such as "22:15", or +15m after the step before.',
      "8: steps[0].drop.model is 7; it must be a text.",
      "8: steps[0].drop.file is missing; it must be a text.",
      "8: steps[0].drop.fil is not known. Did you mean file?",
      "9: steps[1].dropp is not known. Did you mean drop?",
      "10: steps[2].run.takes is 10; it must be a duration such as 45s, 15m, 2h30m or 1d.",
      '10: steps[2].run.result is "ok"; it must be a termination code of Databricks, such as SUCCESS or CLUSTER_ERROR.',
      '10: steps[2].run.metrics.rmse is "high"; it must be a number.',
      "11: steps[3] holds drop and kill; it must hold exactly one of drop, run, alert, serve, compute, approve, reject, hold, lift, fault, kill.",
      "13: steps[4].fault.status is 200; it must be an HTTP status from 400 to 599, reset or html.",
      "13: steps[4].fault.times is 0; it must be at least 1.",
      '14: steps[5].kill is "everything"; it must be host: it is the process that can be killed.',
      "15: steps[6] holds none; it must hold exactly one of drop, run, alert, serve, compute, approve, reject, hold, lift, fault, kill.",
      "17: expect[0].decison is not known. Did you mean decision?",
      "19: expect[1].times is -1; it must be at least 0.",
      '20: expect[1].within is "soon"; it must be a duration such as 45s, 15m, 2h30m or 1d.',
      '21: expect[2].message.text is "/(/"; it must be a regular expression that compiles, between slashes.',
    ]);
  });

  const broken: [what: string, text: string, mistake: RegExp][] = [
    ["text that is no YAML", "steps: [", /must be YAML/],
    ["a list at the top", "- a", /^1: The file is \["a"\]; it must be a map of fields\.$/],
    ["an empty file", "", /^1: The file is null/],
    ["neither stack nor models", "name: x\nsteps: []", /neither is given/],
    ["a file without steps", "name: x\nstack: dev", /^1: steps is missing; it must be a list\.$/],
  ];
  for (const [what, text, mistake] of broken) {
    it(`refuses ${what}`, () => assert.match(mistakesIn(text).join("\n"), mistake));
  }
});

function mistakesIn(text: string): string[] {
  const parsed = parseRehearsal(text);
  assert.equal(parsed.kind, "refused");
  return parsed.mistakes.map(({ line, message }) => `${line}: ${message}`);
}
