import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { pastedNights, playNights } from "../../docs/paste-night.ts";

describe("README.md", () => {
  it("shows what npm start prints, to the letter", function () {
    this.timeout(120_000);
    assert.deepEqual(pastedNights(), playNights(), "run: node docs/paste-night.ts");
  });
});
