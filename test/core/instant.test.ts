import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { instantOf, isoOf } from "../../functions/core/instant.ts";

describe("instantOf", () => {
  it("reads ISO 8601 with and without fractions and offsets", () => {
    assert.equal(instantOf("1970-01-01T00:00:01Z"), 1000);
    assert.equal(instantOf("1970-01-01T01:00:00.5+01:00"), 500);
    assert.equal(instantOf(isoOf(123_456_789)), 123_456_789);
    assert.equal(
      instantOf("2026-11-24T22:51:46.1234567Z"),
      Date.UTC(2026, 10, 24, 22, 51, 46, 123),
    );
  });

  it("answers null to what is no time", () => {
    for (const text of ["", "now", "5", "2026-13-01", "2026-11-24T99:00:00Z", "24/11/2026"]) {
      assert.equal(instantOf(text), null);
    }
  });
});
