import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";

describe("revenue.py and delay_anomaly.py", () => {
  it("keep the training contract in the same words", () => {
    const contract = contractOf("revenue.py");
    assert.ok(contract.length > 5000);
    assert.equal(contractOf("delay_anomaly.py"), contract);
  });
});

/** What each Python training does for the contract: from the class Files to the end of log_training. */
function contractOf(program: string): string {
  const text = readFileSync(
    new URL(`../../../examples/training/${program}`, import.meta.url),
    "utf8",
  );
  const found = /^class Files\(.*?^def log_training\(.*?(?=^\S)/ms.exec(text);
  assert.ok(found, `${program}: its part for the contract was not found`);
  return found[0];
}
