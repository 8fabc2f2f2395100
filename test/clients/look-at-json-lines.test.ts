import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { lookAtJsonLines } from "../../functions/clients/look-at-json-lines.ts";
import { columnRule } from "../../functions/core/catalogue/input-definition.ts";
import { chunksOf } from "../fakes/chunks-of.ts";

function look(text: string | Buffer, columns = {}, size = 7) {
  return lookAtJsonLines(chunksOf(Buffer.from(text), size), { columns });
}

async function columnsOf(text: string, columns = {}, size = 7) {
  const found = await look(text, columns, size);
  assert.ok(found.kind === "facts", JSON.stringify(found));
  return found.content.columns;
}

describe("lookAtJsonLines", () => {
  it("counts rows, and nulls where a key is null or missing", async () => {
    const found = await look('{"a":1,"b":"x"}\n{"a":null}\n\n{"a":2.5,"b":"y"}\n');
    assert.ok(found.kind === "facts");
    assert.deepEqual(found.content.rows, { kind: "known", value: 3 });
    const [a, b] = found.content.columns;
    assert.deepEqual(a, {
      name: "a",
      type: "number",
      nulls: { kind: "known", value: 1 },
      min: { kind: "known", value: 1 },
      max: { kind: "known", value: 2.5 },
    });
    assert.deepEqual([b?.type, b?.nulls], ["string", { kind: "known", value: 1 }]);
  });

  const types: [string, unknown[]][] = [
    ["integer", [1, 2]],
    ["number", [1, 2.5]],
    ["boolean", [true, false]],
    ["string", ["a", "b"]],
    ["string", ["1", "2"]],
    ["other", [1, "2"]],
    ["other", [{ a: 1 }, [2]]],
  ];
  for (const [type, values] of types) {
    it(`reads ${JSON.stringify(values)} as ${type}`, async () => {
      const text = values.map((value) => JSON.stringify({ c: value })).join("\n");
      assert.equal((await columnsOf(text))[0]?.type, type);
    });
  }

  it("reads strings as timestamps only where the rule asks and all are", async () => {
    const rule = { c: columnRule.parse({ type: "timestamp" }) };
    const good = '{"c":"2024-01-01T00:00:00Z"}\n';
    assert.equal((await columnsOf(good))[0]?.type, "string");
    assert.equal((await columnsOf(good, rule))[0]?.type, "timestamp");
    assert.equal((await columnsOf(`${good}{"c":"soon"}\n`, rule))[0]?.type, "string");
  });

  it("reads past a byte-order mark", async () => {
    assert.equal((await columnsOf('\uFEFF{"a":1}\n'))[0]?.name, "a");
  });

  const refusals: [string, string | Buffer, string, RegExp][] = [
    ["a line that is no object", '{"a":1}\n[1]\n{"a":2}\n', "wrongFormat", /^Line 2 is not a JSON/],
    ["a line that is no JSON", '{"a":1}\n{"a":\n{"a":2}\n', "wrongFormat", /^Line 2 is not a JSON/],
    ["its last row cut off", '{"a":1}\n{"a":', "truncated", /^Line 2, the last, ends within/],
    ["blank lines alone", "\n \n", "empty", /no line/],
    ["one array over many lines", '[\n{"a":1}\n]\n', "wrongFormat", /^Line 1 is not a JSON/],
    ["Parquet", "PAR1\x15\x04", "wrongFormat", /a Parquet file; it must be one JSON object a line/],
  ];
  for (const [what, text, problem, detail] of refusals) {
    it(`calls a file with ${what} ${problem} and says where`, async () => {
      const found = await look(text);
      assert.ok(found.kind === "unreadable", JSON.stringify(found));
      assert.equal(found.problem, problem);
      assert.match(found.detail, detail);
    });
  }

  it("stops at a line that is longer than any row", async () => {
    let read = 0;
    async function* endless() {
      for (;;) {
        read++;
        yield Buffer.from("x".repeat(65_536));
      }
    }
    const found = await lookAtJsonLines(endless(), { columns: {} });
    assert.ok(found.kind === "unreadable" && /^Line 1 is longer than 4194304/.test(found.detail));
    assert.ok(read < 100, `read ${read} chunks`);
  });

  it("finds what a naive full read finds, however the bytes are cut", async () => {
    const value = fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }), { nil: null });
    const rows = fc.array(fc.record({ a: value, ünï: value }, { requiredKeys: [] }), {
      minLength: 1,
      maxLength: 20,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 40 }), async (table, size) => {
        const text = `${table.map((row) => JSON.stringify(row)).join("\n")}\n`;
        for (const { name, nulls, min } of await columnsOf(text, {}, size)) {
          const key = name === "a" ? "a" : "ünï";
          const values = table.map((row) => row[key] ?? null).filter((cell) => cell !== null);
          assert.deepEqual(nulls, { kind: "known", value: table.length - values.length });
          // JSON has no -0, Math.min has.
          if (values.length > 0)
            assert.deepEqual(min, { kind: "known", value: Math.min(...values) + 0 });
          else assert.equal(min.kind, "unknown");
        }
      }),
    );
  });
});
