import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  describeIncident,
  type IncidentReport,
  planIncident,
} from "../../functions/core/incident.ts";

const report: IncidentReport = {
  key: "pipeline-failure/run 42",
  model: "churn",
  owner: "growth team",
  severity: "critical",
  at: Date.UTC(2026, 0, 1, 3),
  what: "The training run 42 failed in its task train.",
  numbers: [{ name: "attempts", value: "3 of 3" }],
  done: "Nothing was changed: version 1 stays champion.",
  undo: "nothing to undo",
  ifIgnored: "The model ages by a day for each night without training.",
};

describe("planIncident", () => {
  it("gives the same cause the same id", () => {
    assert.equal(planIncident(report).id, planIncident({ ...report, at: 0, what: "again" }).id);
    assert.notEqual(planIncident(report).id, planIncident({ ...report, model: "other" }).id);
  });
});

describe("describeIncident", () => {
  it("tells what happened, the numbers, what was done, the undo and what follows", () => {
    const card = describeIncident(planIncident(report));
    assert.equal(card.title, "[critical] churn: The training run 42 failed in its task train.");
    assert.equal(
      card.text,
      `The training run 42 failed in its task train.
  attempts: 3 of 3
Done: Nothing was changed: version 1 stays champion.
Undo: nothing to undo
If ignored: The model ages by a day for each night without training.
Owner: growth team. Incident ${planIncident(report).id}, 2026-01-01T03:00:00.000Z.`,
    );
  });

  it("gives numbers up before what must be read", () => {
    const numbers = Array.from({ length: 9 }, (_, index) => ({
      name: `n${index}`,
      value: "9".repeat(140),
    }));
    const long = "x".repeat(140);
    const { text } = describeIncident(planIncident({ ...report, numbers, done: long, undo: long }));
    assert.match(
      text,
      /n0: 9+\n {2}n1: 9+\n {2}n2: 9+\n {2}and 6 more in the incident record\nDone: x+\nUndo: x+\n/,
    );
  });

  it("stays a card of at most 1,000 printable characters, whatever the texts hold", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ maxLength: 5000, size: "max" }),
    );
    const reports = fc.record({
      what: texts,
      done: texts,
      undo: texts,
      ifIgnored: texts,
      owner: texts,
      numbers: fc.array(fc.record({ name: texts, value: texts }), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(reports, (odd) => {
        const { text, title, key } = describeIncident(planIncident({ ...report, ...odd }));
        assert([...text].length <= 1000 && [...title].length <= 180 && key.length <= 255);
        assert.doesNotMatch(title, /[\p{C}\n]/u);
        assert.doesNotMatch(text.replaceAll("\n", ""), /\p{C}/u);
        for (const line of ["Done:", "Undo:", "If ignored:", "Owner:"])
          assert(text.includes(`\n${line}`));
        assert(text.split("\n").length <= 12);
      }),
      { numRuns: 100 },
    );
  });
});
