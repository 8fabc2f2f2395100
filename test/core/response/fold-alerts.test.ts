import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { hour, minute } from "../../../functions/core/instant.ts";
import type { Alert } from "../../../functions/core/response/alert.ts";
import {
  type AlertGroupState,
  type FoldAlerts,
  findFiring,
  incidentKey,
  noAlerts,
} from "../../../functions/core/response/alert-group.ts";
import { foldAlerts } from "../../../functions/core/response/fold-alerts.ts";

const alert = (id: string, change: Partial<Alert> = {}): Alert => ({
  id,
  kind: "model-degradation",
  model: "churn",
  condition: "fired",
  azureSeverity: 1,
  rule: "churn errors",
  version: "3",
  subject: null,
  excess: 1.1,
  at: 0,
  description: "",
  ...change,
});
const critical = { excess: 2 };
const resolved = (id: string, at = minute): Alert => alert(id, { condition: "resolved", at });

/** Folds one alert after the other, each at its time and by its own instance. */
const play = (...events: [Alert, number][]) => {
  let state: AlertGroupState = noAlerts;
  const answers = events.map(([each, now], index) => {
    const step = foldAlerts(state, { alerts: [each], instance: `i${index}`, now });
    state = step.state;
    return step.answer;
  });
  return { state, answers, fates: answers.map(({ fates }) => fates[0]?.fate) };
};

describe("foldAlerts", () => {
  for (const [rule, events, fates] of [
    [
      "opens a group with the first alert and folds the next",
      [
        [alert("a"), 0],
        [alert("b"), 1],
      ],
      ["opened", "folded"],
    ],
    [
      "knows a duplicate",
      [
        [alert("a"), 0],
        [alert("a"), 1],
      ],
      ["opened", "duplicate"],
    ],
    [
      "escalates to what is worse, once",
      [
        [alert("a"), 0],
        [alert("b", critical), 1],
        [alert("c", critical), 2],
      ],
      ["opened", "escalated", "folded"],
    ],
    [
      "does not respond again to what is milder",
      [
        [alert("a", critical), 0],
        [alert("b"), 1],
      ],
      ["opened", "folded"],
    ],
    [
      "ends the group with its last alert",
      [
        [alert("a"), 0],
        [alert("b"), 1],
        [resolved("a"), 2],
        [resolved("b"), 3],
      ],
      ["opened", "folded", "resolved", "recovered"],
    ],
    [
      "opens another group after the end",
      [
        [alert("a"), 0],
        [resolved("a"), 1],
        [alert("b"), 2],
      ],
      ["opened", "recovered", "opened"],
    ],
    [
      "takes an end before its beginning, and the beginning then for stale",
      [
        [resolved("a"), 1],
        [alert("a"), 2],
      ],
      ["early", "stale"],
    ],
    [
      "takes a late delivery of what has ended for stale",
      [
        [alert("a"), 0],
        [resolved("a"), 1],
        [alert("a"), 2],
      ],
      ["opened", "recovered", "stale"],
    ],
    [
      "hears the same alert when it fires again later",
      [
        [alert("a"), 0],
        [resolved("a"), 1],
        [alert("a", { at: 2 * minute }), 2],
      ],
      ["opened", "recovered", "opened"],
    ],
    [
      "takes an end without a beginning for early",
      [
        [alert("a"), 0],
        [resolved("z"), 1],
      ],
      ["opened", "early"],
    ],
    [
      "opens another group once the window is over",
      [
        [alert("a"), 0],
        [alert("b"), hour - 1],
        [alert("c"), 2 * hour - 1],
      ],
      ["opened", "folded", "opened"],
    ],
  ] as [string, [Alert, number][], string[]][]) {
    it(rule, () => {
      assert.deepEqual(play(...events).fates, fates);
    });
  }

  it("asks the instance of the first and of the worst alert to respond, nobody else", () => {
    const { answers } = play([alert("a"), 0], [alert("b"), 1], [alert("c", critical), 2]);
    assert.deepEqual(
      answers.map(({ respond }) => respond[0]?.responder),
      ["i0", undefined, "i2"],
    );
    assert.deepEqual(
      answers.map(({ respond }) => respond[0]?.severity),
      ["warning", undefined, "critical"],
    );
  });

  it("answers a batch as one: the last group to respond to, and none that is over", () => {
    const fold = (alerts: Alert[]) =>
      foldAlerts(noAlerts, { alerts, instance: "i", now: 0 }).answer;
    assert.deepEqual(
      fold([alert("a"), alert("b", critical)]).respond.map(({ severity }) => severity),
      ["critical"],
    );
    const over = fold([alert("a"), resolved("a")]);
    assert.deepEqual(over.respond, []);
    assert.deepEqual(
      over.recovered.map(({ count }) => count),
      [1],
    );
  });

  it("keeps a group that another replaced until its own alerts are resolved", () => {
    const { state, answers, fates } = play(
      [alert("a"), 0],
      [alert("b"), 2 * hour],
      [resolved("a", 3 * hour), 3 * hour],
    );
    assert.deepEqual(fates, ["opened", "opened", "recovered"]);
    const [first, , last] = answers;
    assert.equal(last?.recovered[0]?.id, first?.respond[0]?.id);
    assert.deepEqual(state.former, []);
    assert.deepEqual(state.group?.firing, ["b"]);
  });

  it("says that a replaced group fires until it is resolved", () => {
    const { state, answers } = play([alert("a"), 0], [alert("b"), 2 * hour]);
    const id = answers[0]?.respond[0]?.id ?? "";
    assert.equal(findFiring(state, id)?.id, id);
    const over = play([alert("a"), 0], [alert("b"), 2 * hour], [resolved("a"), 3 * hour]).state;
    assert.equal(findFiring(over, id), null);
  });

  it("takes an end that lies in the future for one of now", () => {
    const later = alert("a", { at: 3 * minute });
    const { fates } = play(
      [alert("a"), 0],
      [resolved("a", 99 * hour), minute],
      [later, 3 * minute],
    );
    assert.deepEqual(fates, ["opened", "recovered", "opened"]);
  });

  it("tells two ends of one message", () => {
    const { state } = play([alert("a"), 0], [alert("b"), 2 * hour]);
    const alerts = [resolved("a", 3 * hour), resolved("b", 3 * hour)];
    const { answer } = foldAlerts(state, { alerts, instance: "i", now: 3 * hour });
    assert.equal(answer.recovered.length, 2);
  });

  it("asks once for each of ten pipelines that fail, and only counts what fails beyond", () => {
    const failing = Array.from({ length: 40 }, (_, index) =>
      alert(`a${index}`, { kind: "pipeline-failure", subject: `p${index % 20}` }),
    );
    const { answer } = foldAlerts(noAlerts, { alerts: failing, instance: "i", now: 0 });
    assert.deepEqual(
      answer.respond.map(({ worst }) => worst.subject),
      Array.from({ length: 10 }, (_, index) => `p${index}`),
    );
    assert.equal(new Set(answer.respond.map(incidentKey)).size, 10);
  });

  it("makes one response of a storm of 10,000, within bounds, and gives each alert a fate", () => {
    const alerts = Array.from({ length: 10_000 }, (_, index) => alert(`a${index}`));
    const { state, answer } = foldAlerts(noAlerts, { alerts, instance: "i", now: 0 });
    assert.equal(answer.fates.length, 10_000);
    assert.equal(answer.fates.filter(({ fate }) => fate === "opened").length, 1);
    assert.equal(state.group?.count, 10_000);
    assert(JSON.stringify(state).length < 50_000);
  });

  it("gives every alert a fate, in any order and with any repetition", () => {
    const events = fc.array(
      fc.record({
        id: fc.constantFrom("a", "b", "c"),
        condition: fc.constantFrom("fired" as const, "resolved" as const),
        excess: fc.constantFrom(0.5, 1.1, 2, null),
        at: fc.oneof(fc.nat(4 * hour), fc.constant(null)),
        later: fc.constantFrom(0, minute, 2 * hour),
      }),
    );
    fc.assert(
      fc.property(events, (history) => {
        let [state, now]: [AlertGroupState, number] = [noAlerts, 0];
        for (const { later, ...change } of history) {
          now += later;
          const request: FoldAlerts = { alerts: [alert(change.id, change)], instance: "i", now };
          const step = foldAlerts(state, request);
          assert.equal(step.answer.fates.length, 1);
          const fate = step.answer.fates[0]?.fate;
          const responds = fate === "opened" || fate === "escalated";
          assert.equal(step.answer.respond.length, responds ? 1 : 0);
          assert.equal(step.answer.recovered.length, fate === "recovered" ? 1 : 0);
          assert.deepEqual(foldAlerts(state, request), step, "the same again gives the same");
          state = step.state;
        }
      }),
    );
  });
});

describe("foldAlerts, told which version is champion", () => {
  const fold = (state: AlertGroupState, each: Alert, champion: string) =>
    foldAlerts(state, { alerts: [each], instance: "i", champion, now: minute });
  const fateOf = ({ answer }: ReturnType<typeof fold>) => answer.fates[0]?.fate;

  it("sets an alert about another version aside, and leaves the group free for the champion's", () => {
    const other = fold(noAlerts, alert("a", { version: "2" }), "3");
    assert.equal(fateOf(other), "aside");
    assert.equal(other.state.group, null);
    assert.equal(fateOf(fold(other.state, alert("b"), "3")), "opened");
  });

  it("folds what still comes about the version that its group has answered", () => {
    const { state } = fold(noAlerts, alert("a"), "3");
    assert.equal(fateOf(fold(state, alert("b"), "2")), "folded");
  });

  it("counts an alert that tells no version, and every end", () => {
    const { state } = fold(noAlerts, alert("a", { version: null }), "3");
    assert.equal(state.group?.count, 1);
    const opened = fold(noAlerts, alert("b"), "3").state;
    assert.equal(fateOf(fold(opened, resolved("b"), "2")), "recovered");
  });
});
