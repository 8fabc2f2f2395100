import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, it } from "mocha";
import type { ContentLook } from "../../functions/clients/content-look.ts";
import { lookAtCsv } from "../../functions/clients/look-at-csv.ts";
import { type ColumnRule, columnRule } from "../../functions/core/catalogue/input-definition.ts";
import { chunksOf } from "../fakes/chunks-of.ts";

type Type = ColumnRule["type"];

function look(text: string | Buffer, types: Record<string, Type> = {}, delimiter = ",") {
  const rules = Object.entries(types).map(([name, type]) => [name, columnRule.parse({ type })]);
  const columns: Record<string, ColumnRule> = Object.fromEntries(rules);
  return lookAtCsv(chunksOf(Buffer.from(text), 7), { delimiter, columns });
}

function factsOf(found: ContentLook) {
  assert.ok(found.kind === "facts", JSON.stringify(found));
  return found.content;
}

describe("lookAtCsv", () => {
  it("counts rows and nulls and finds type and range of every column", async () => {
    const { rows, columns } = factsOf(await look("n,x,s\n1,0.5,a\n,-2,\n3,1e2,b\n"));
    assert.deepEqual(rows, { kind: "known", value: 3 });
    const [n, x, s] = columns;
    assert.deepEqual(n, {
      name: "n",
      type: "integer",
      nulls: { kind: "known", value: 1 },
      min: { kind: "known", value: 1 },
      max: { kind: "known", value: 3 },
    });
    assert.deepEqual([x?.type, x?.min, x?.max], ["number", known(-2), known(100)]);
    assert.deepEqual([s?.type, s?.nulls, s?.min.kind], ["string", known(1), "unknown"]);
  });

  const types: [string, Type | undefined, string[]][] = [
    ["integer", undefined, ["1", "-2"]],
    ["number", undefined, ["1", "2.5"]],
    ["boolean", undefined, ["true", "False"]],
    ["timestamp", undefined, ["2024-02-29", "2024-02-29T10:00:00Z"]],
    ["string", undefined, ["1", "x"]],
    ["string", undefined, ["2024-02-29", "2024-13-29"]],
    ["string", "string", ["007", "008"]],
    ["number", "number", ["1", "2"]],
    ["boolean", "boolean", ["0", "1"]],
    ["integer", "boolean", ["0", "2"]],
    ["number", "integer", ["1", "2.5"]],
    ["string", "number", ["1", "twelve"]],
    ["timestamp", "timestamp", ["", ""]],
    ["string", undefined, ["", ""]],
  ];
  for (const [type, asked, cells] of types) {
    it(`reads ${JSON.stringify(cells)} as ${type} where the rule asks for ${asked ?? "nothing"}`, async () => {
      const text = `id,c\n${cells.map((cell) => `1,${cell}`).join("\n")}\n`;
      const { columns } = factsOf(await look(text, asked === undefined ? {} : { c: asked }));
      assert.equal(columns[1]?.type, type);
    });
  }

  it("takes NaN and NA for nulls among numbers, and for values among strings", async () => {
    const { columns } = factsOf(await look("n,country\n1,NA\nNaN,DE\nNA,\n"));
    assert.deepEqual(columns[0]?.nulls, known(2));
    assert.deepEqual(columns[1]?.nulls, known(1));
  });

  it("reads past a byte-order mark", async () => {
    const { columns } = factsOf(await look("\uFEFFid,name\n1,a\n"));
    assert.deepEqual(
      columns.map(({ name }) => name),
      ["id", "name"],
    );
  });

  it("gives the digest of the bytes", async () => {
    const text = "a,b\n1,2\n";
    const digest = createHash("sha256").update(text).digest("hex");
    assert.equal(factsOf(await look(text)).digest, digest);
  });

  const refusals: [string, string | Buffer, string, RegExp][] = [
    [
      "a ragged row",
      "a,b\n1,2\n1\n1,2,3\n1,2\n",
      "ragged",
      /^Line 3 has 1 .* header has 2\. 2 of 4/,
    ],
    ["a row cut off", "a,b\n1,2\n3", "truncated", /^Line 3 has 1 .*the last line/],
    ["a quote left open", 'a,b\n1,"2\n3,4\n', "truncated", /starts on line 2 .*never closed/],
    [
      "another delimiter",
      "a;b;c\n1;2;3\n",
      "wrongFormat",
      /^Line 1 .* 3 with ";".*delimiter to ";"/,
    ],
    ["a column named twice", "a,b,a\n1,2,3\n", "wrongFormat", /^Line 1 names column "a" twice/],
    ["blank lines alone", "\n\n", "empty", /no line/],
    ["Parquet", "PAR1\x15\x04", "wrongFormat", /a Parquet file; it must be CSV/],
    ["gzip", Buffer.from([0x1f, 0x8b, 8, 0, 1]), "wrongFormat", /gzip-compressed/],
    ["UTF-16", Buffer.from("\uFEFFa,b\n1,2\n", "utf16le"), "wrongFormat", /UTF-16/],
    ["Latin-1", Buffer.from("a,b\n1,J\xe4nner\n", "latin1"), "wrongFormat", /another encoding/],
    ["zero bytes", "a,b\n1,\0\n", "wrongFormat", /binary/],
  ];
  for (const [what, text, problem, detail] of refusals) {
    it(`calls a file with ${what} ${problem} and says where`, async () => {
      const found = await look(text);
      assert.ok(found.kind === "unreadable", JSON.stringify(found));
      assert.equal(found.problem, problem);
      assert.match(found.detail, detail);
    });
  }

  it("stops reading where a file is not what it should be", async () => {
    let read = 0;
    async function* endless() {
      yield Buffer.from("a;b\n");
      for (;;) {
        read++;
        yield Buffer.from("1;2\n".repeat(1000));
      }
    }
    await lookAtCsv(endless(), { delimiter: ",", columns: {} });
    assert.ok(read < 50, `read ${read} chunks`);
  });

  it("finds what a naive full read finds, however the bytes are cut", async () => {
    await fc.assert(
      fc.asyncProperty(table, fc.integer({ min: 1, max: 64 }), async ({ names, rows }, size) => {
        const text = [names, ...rows].map((cells) => cells.map(quote).join(",")).join("\r\n");
        const source = chunksOf(Buffer.from(`${text}\r\n`), size);
        const { rows: count, columns } = factsOf(
          await lookAtCsv(source, { delimiter: ",", columns: {} }),
        );
        assert.deepEqual(count, known(rows.length));
        for (const [index, name] of names.entries()) {
          const cells = rows.map((row) => row[index] ?? "");
          assert.deepEqual(withoutReason(columns[index]), { name, ...naiveFacts(cells) });
        }
      }),
    );
  });
});

function known(value: number) {
  return { kind: "known", value } as const;
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function naiveFacts(cells: string[]) {
  const filled = cells.filter((cell) => cell !== "");
  const isInteger = filled.every((cell) => /^-?\d+$/.test(cell));
  const isNumber = filled.every((cell) => cell.trim() !== "" && Number.isFinite(Number(cell)));
  const type = filled.length === 0 || !isNumber ? "string" : isInteger ? "integer" : "number";
  const numbers = type === "string" ? [] : filled.map(Number);
  return {
    type,
    nulls: known(cells.length - filled.length),
    min: numbers.length > 0 ? known(Math.min(...numbers)) : { kind: "unknown" },
    max: numbers.length > 0 ? known(Math.max(...numbers)) : { kind: "unknown" },
  };
}

function withoutReason(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part) => (key === "reason" ? undefined : part)));
}

const integers = fc.integer().map(String);
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map(String);
const words = fc.constantFrom(
  "a",
  'say "hi"',
  "two, words",
  "line\nbreak",
  "x y",
  "ünïcode",
  "€ \u{1F319}",
);
const column = fc.oneof(
  ...[integers, numbers, words, fc.oneof(integers, words)].map((cell) => fc.constant(cell)),
);
const table = fc.array(column, { minLength: 2, maxLength: 5 }).chain((columns) =>
  fc.record({
    names: fc.constant(columns.map((_, index) => `column ${index}`)),
    rows: fc.array(
      fc.tuple(...columns.map((cell) => fc.oneof({ weight: 4, arbitrary: cell }, fc.constant("")))),
      { maxLength: 20 },
    ),
  }),
);
