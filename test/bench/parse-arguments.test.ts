import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseArguments } from "../../bench/parse-arguments.ts";

const known = ["chain", "night"];
const parse = (...args: string[]) => parseArguments(args, known);

describe("parseArguments", () => {
  it("runs all benches where none is named, and the named ones otherwise", () => {
    assert.deepEqual(parse(), { kind: "run", names: known, output: "tables" });
    assert.deepEqual(parse("night", "--json"), { kind: "run", names: ["night"], output: "json" });
  });

  it("puts help before all else", () => {
    assert.deepEqual(parse("--help", "nihgt"), { kind: "help" });
  });

  it("refuses what it does not know, and says what there is", () => {
    assert.deepEqual(parse("nihgt"), {
      kind: "refused",
      reason: 'bench: "nihgt" is no bench; it must be one of chain, night.',
    });
    assert.deepEqual(parse("--quick"), {
      kind: "refused",
      reason: "bench: Unknown option '--quick'. --help shows what there is.",
    });
  });
});
