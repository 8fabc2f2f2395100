import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { parseFilter, type SearchableRun } from "../../../local/workspace/filter.ts";

const run: SearchableRun = {
  attributes: { run_id: "abc", status: "FINISHED", start_time: 1000, run_name: "night" },
  metrics: { rmse: 0.25, "champion.rmse": 0.5, lost: Number.NaN },
  params: { depth: "3" },
  tags: { "nightshift.instance": "lifecycle:churn:0123", plain: "x" },
};

function matches(filter: string): boolean {
  const parsed = parseFilter(filter);
  assert.ok(parsed.kind === "filter", parsed.kind === "invalid" ? parsed.reason : "");
  return parsed.matches(run);
}

describe("parseFilter", () => {
  const examples: [filter: string, matches: boolean][] = [
    ["", true],
    ["metrics.rmse < 0.26", true],
    ["metrics.rmse < 0.25", false],
    ["metrics.rmse <= 0.25", true],
    ["metrics.rmse > 2.5e-1", false],
    ["metrics.rmse != 1", true],
    ['metrics."champion.rmse" = 0.5', true],
    ["metrics.champion.rmse = .5", true],
    ["metrics.lost < 1", false],
    ["metrics.lost >= 1", false],
    ["metrics.absent < 1", false],
    ["params.depth = '3'", true],
    ["params.depth='4'", false],
    ['param.depth = "3"', true],
    ["tags.\"nightshift.instance\" = 'lifecycle:churn:0123'", true],
    ["tags.`nightshift.instance` = 'lifecycle:churn:0123'", true],
    ["tags.nightshift.instance LIKE 'lifecycle:%'", true],
    ["tags.plain ILIKE 'X'", true],
    ["tags.plain LIKE 'X'", false],
    ["tags.absent != 'x'", false],
    ["attributes.status = 'FINISHED'", true],
    ["status = 'FINISHED'", true],
    ["attributes.start_time >= 1000", true],
    ["run_name = 'night' and metrics.rmse < 1 AND tags.plain = 'x'", true],
    ["run_name = 'night' and metrics.rmse > 1", false],
    ["tags.plain = 'a and b'", false],
  ];
  for (const [filter, expected] of examples) {
    it(`${expected ? "finds" : "passes over"} the run for: ${filter || "(nothing)"}`, () => {
      assert.equal(matches(filter), expected);
    });
  }

  for (const filter of [
    "metrics.rmse < 1 or metrics.rmse > 2",
    "metrics.rmse < 'a'",
    "params.depth > '1'",
    "params.depth = 3",
    "metrics.rmse LIKE 'x'",
    "nonsense.rmse = 1",
    "attributes.colour = 'red'",
    "metrics.rmse <",
    "metrics.rmse < 1 and",
    "and metrics.rmse < 1",
    "metrics.rmse < 1 metrics.rmse < 1",
    "tags.plain = 'unclosed",
    ";drop table runs",
  ]) {
    it(`refuses: ${filter}`, () => {
      const parsed = parseFilter(filter);
      assert.equal(parsed.kind, "invalid");
      assert.ok(parsed.kind === "invalid" && parsed.reason.includes(filter));
    });
  }

  it("finds a run exactly where every one of its conditions does, in any order", () => {
    const conditions = examples.map(([filter]) => filter).filter((filter) => filter !== "");
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...conditions), { maxLength: 5 }), (chosen) => {
        const every = chosen.every((filter) => matches(filter));
        assert.equal(matches(chosen.join(" and ")), every);
        assert.equal(matches(chosen.toReversed().join("  AND\n")), every);
      }),
    );
  });

  it("takes any text as a value without being confused by it", () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !text.includes("'")),
        (text) => {
          const parsed = parseFilter(`tags.t = '${text}'`);
          assert.ok(parsed.kind === "filter");
          assert.equal(parsed.matches({ ...run, tags: { t: text } }), true);
          assert.equal(parsed.matches({ ...run, tags: { t: `${text}.` } }), false);
        },
      ),
    );
  });

  it("answers, and never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        assert.ok(["filter", "invalid"].includes(parseFilter(text).kind));
      }),
    );
  });
});
