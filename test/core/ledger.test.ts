import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  type Decision,
  type LedgerEntry,
  noHash,
  sealEntry,
  verifyLedger,
} from "../../functions/core/ledger.ts";

const decision: Decision = {
  key: "lifecycle:churn:0123456789ab/decideAction",
  at: Date.UTC(2026, 0, 1),
  model: "churn",
  pattern: "lifecycle",
  instance: "lifecycle:churn:0123456789ab",
  kind: "promotion",
  inputs: { candidate: "2", champion: "1" },
  verdict: "promote",
  action: "promote",
  autonomy: "act",
  reasons: ["better"],
};

describe("sealEntry", () => {
  it("starts a chain at 1 and points each entry at the one before", () => {
    const first = sealEntry(decision, null);
    const second = sealEntry(decision, first);
    assert.equal(first.sequence, 1);
    assert.equal(first.previousHash, noHash);
    assert.equal(first.at, "2026-01-01T00:00:00.000Z");
    assert.equal(second.sequence, 2);
    assert.equal(second.previousHash, first.hash);
  });

  it("keeps its hash format: a change here breaks every ledger ever written", () => {
    assert.equal(
      sealEntry(decision, null).hash,
      "42b79bf7ecb06cc55b2bb28b9fb175c6ee02f32dbd4c6200490cb29afe5dcd45",
    );
  });

  it("survives JSON unchanged", () => {
    const entry: LedgerEntry = JSON.parse(JSON.stringify(sealEntry(decision, null)));
    assert.deepEqual(verifyLedger([entry]), { kind: "intact", entries: 1 });
  });

  it("refuses inputs that JSON would change", () => {
    assert.throws(
      () => sealEntry({ ...decision, inputs: { gain: Number.NaN } }, null),
      /\$\.inputs\.gain is NaN/,
    );
  });
});

describe("verifyLedger", () => {
  const chain = chainOf(5);

  it("finds an intact chain intact, also an empty one", () => {
    assert.deepEqual(verifyLedger(chain), { kind: "intact", entries: 5 });
    assert.deepEqual(verifyLedger([]), { kind: "intact", entries: 0 });
  });

  for (const [what, spoilt, at, problem] of [
    ["an edit", chain.with(2, { ...chainAt(2), reasons: ["worse"] }), 3, /^edit/],
    ["a gap", chain.toSpliced(2, 1), 3, /^gap: entry 3 is missing/],
    ["a missing first entry", chain.slice(1), 1, /^gap: entry 1/],
    ["a reorder", chain.with(1, chainAt(2)).with(2, chainAt(1)), 2, /^gap|^reorder/],
    ["a doubled entry", chain.toSpliced(2, 0, chainAt(1)), 3, /^reorder: entry 2/],
    [
      "a field that was added",
      chain.with(0, Object.assign({}, chainAt(0), { note: "x" })),
      1,
      /^edit/,
    ],
  ] as const) {
    it(`names ${what} and where it is`, () => {
      const check = verifyLedger(spoilt);
      assert(check.kind === "broken");
      assert.equal(check.at, at);
      assert.match(check.problem, problem);
    });
  }

  it("notices an entry that was edited and sealed anew, by the entry after it", () => {
    const { at: _at, hash: _hash, ...edited } = chainAt(1);
    const sealed = sealEntry({ ...edited, at: decision.at, verdict: "reject" }, chainAt(0));
    const check = verifyLedger(chain.with(1, sealed));
    assert(check.kind === "broken");
    assert.equal(check.at, 3);
  });

  it("finds any single change of any field", () => {
    fc.assert(
      fc.property(
        fc.nat(4),
        fc.constantFrom(...(Object.keys(chainAt(0)) as (keyof LedgerEntry)[])),
        fc.jsonValue(),
        (index, field, value) => {
          const entry = chainAt(index);
          fc.pre(JSON.stringify(entry[field]) !== JSON.stringify(value));
          const spoilt = chain.with(index, Object.assign({}, entry, { [field]: value }));
          assert.equal(verifyLedger(spoilt).kind, "broken");
        },
      ),
      { numRuns: 1000 },
    );
  });

  function chainAt(index: number): LedgerEntry {
    const entry = chainOf(5)[index];
    assert(entry);
    return entry;
  }
});

function chainOf(length: number): LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  for (let index = 0; index < length; index += 1) {
    entries.push(sealEntry({ ...decision, key: `key${index}` }, entries.at(-1) ?? null));
  }
  return entries;
}
