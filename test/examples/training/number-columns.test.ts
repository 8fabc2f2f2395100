import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  addNumbers,
  type NumberColumns,
  referenceTags,
} from "../../../examples/training/number-columns.ts";
import { referenceOf } from "../../../functions/core/response/measure-drift.ts";
import { parseReferences } from "../../../functions/core/response/parse-reference.ts";

describe("referenceTags", () => {
  it("tells the deciles of each column of numbers, as monitoring reads them", () => {
    const columns: NumberColumns = new Map();
    const rows = Array.from({ length: 1000 }, (_, at) => ({
      budget: String(at),
      minutes: at % 2 === 0 ? null : 90n + BigInt(at % 10),
      title: `Film ${at}`,
      rare: at < 199 ? at : "",
    }));
    addNumbers(columns, rows);
    const tags = referenceTags(columns);
    const found = parseReferences(tags, ["budget", "minutes", "title", "rare"]);
    assert.deepEqual(
      found.map(({ feature }) => feature),
      ["budget", "minutes"],
    );
    assert.deepEqual(
      found[0]?.counts,
      Array.from({ length: 10 }, () => 100),
    );
    for (const reference of found) {
      const numbers = columns.get(reference.feature) ?? [];
      assert.deepEqual(reference, referenceOf(reference.feature, numbers));
    }
  });
});
