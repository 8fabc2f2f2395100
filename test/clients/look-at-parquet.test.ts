import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { type ColumnSource, parquetWriteBuffer } from "hyparquet-writer";
import { describe, it } from "mocha";
import { lookAtParquet } from "../../functions/clients/look-at-parquet.ts";

const flights = new URL(
  "../../node_modules/vega-datasets/data/flights-3m.parquet",
  import.meta.url,
);

/** Looks at bytes and notes every range that was read. */
async function look(bytes: Uint8Array) {
  const ranges: [number, number][] = [];
  const found = await lookAtParquet({
    bytes: bytes.length,
    etag: '"0x1"',
    read: async (start, end) => {
      ranges.push([start, end]);
      return bytes.subarray(start, end);
    },
  });
  return { found, ranges, bytesRead: ranges.reduce((sum, [start, end]) => sum + end - start, 0) };
}

async function factsOf(bytes: Uint8Array) {
  const { found } = await look(bytes);
  assert.ok(found.kind === "facts", JSON.stringify(found));
  return found.content;
}

function write(columnData: ColumnSource[], options = {}): Uint8Array {
  return new Uint8Array(parquetWriteBuffer({ columnData, ...options }));
}

const known = (value: number) => ({ kind: "known", value }) as const;

describe("lookAtParquet", () => {
  it("tells 3,000,000 flights from the last 64 KiB of 13 MB", async () => {
    const { found, ranges, bytesRead } = await look(readFileSync(flights));
    assert.ok(found.kind === "facts");
    assert.deepEqual(found.content.rows, known(3_000_000));
    assert.equal(bytesRead, 65_536);
    assert.equal(ranges.length, 1);
    const [date, delay, distance, origin] = found.content.columns;
    assert.deepEqual([date?.name, date?.type, date?.nulls], ["date", "timestamp", known(0)]);
    assert.deepEqual([delay?.type, delay?.min, delay?.max], ["integer", known(-1116), known(1688)]);
    assert.deepEqual([distance?.min, distance?.max], [known(21), known(4962)]);
    assert.equal(origin?.type, "string");
  });

  it("adds up nulls and bounds over row groups", async () => {
    const data = [1.5, null, -2, null, null, null, 7, 0];
    const file = write([{ name: "x", data, type: "DOUBLE" }], { rowGroupSize: 2 });
    const { rows, columns } = await factsOf(file);
    assert.deepEqual(rows, known(8));
    assert.deepEqual(columns, [
      { name: "x", type: "number", nulls: known(4), min: known(-2), max: known(7) },
    ]);
  });

  it("calls unknown what the writer kept no statistics of", async () => {
    const file = write([{ name: "x", data: [1, null], type: "DOUBLE", nullable: true }], {
      statistics: false,
    });
    const [x] = (await factsOf(file)).columns;
    assert.deepEqual([x?.nulls.kind, x?.min.kind, x?.max.kind], ["unknown", "unknown", "unknown"]);
  });

  it("knows that a required column has no nulls, statistics or not", async () => {
    const columns = [
      { name: "x", data: [1, 2], type: "DOUBLE", nullable: false },
    ] satisfies ColumnSource[];
    assert.deepEqual(
      (await factsOf(write(columns, { statistics: false }))).columns[0]?.nulls,
      known(0),
    );
  });

  it("calls the bounds of a column of nulls unknown", async () => {
    const file = write([{ name: "x", data: [null, null], type: "DOUBLE" }]);
    const [x] = (await factsOf(file)).columns;
    assert.deepEqual([x?.nulls, x?.min.kind], [known(2), "unknown"]);
  });

  const types: [string, ColumnSource][] = [
    ["integer", { name: "c", data: [1, 2], type: "INT32" }],
    ["integer", { name: "c", data: [1n, 2n], type: "INT64" }],
    ["number", { name: "c", data: [1.5], type: "FLOAT" }],
    ["boolean", { name: "c", data: [true], type: "BOOLEAN" }],
    ["string", { name: "c", data: ["a"], type: "STRING" }],
    ["timestamp", { name: "c", data: [new Date(0)], type: "TIMESTAMP" }],
    ["other", { name: "c", data: [{ a: 1 }], type: "VARIANT" }],
  ];
  for (const [type, column] of types) {
    it(`maps ${column.type} to ${type}`, async () => {
      assert.equal((await factsOf(write([column]))).columns[0]?.type, type);
    });
  }

  it("reads a footer beyond the first 64 KiB in exactly one more range", async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `a_rather_long_name_${index}`);
    const file = write(names.map((name) => ({ name, data: [1, 2], type: "DOUBLE" })));
    const { found, ranges, bytesRead } = await look(file);
    assert.ok(found.kind === "facts");
    assert.equal(found.content.columns.length, 2_000);
    assert.equal(ranges.length, 2);
    const footer = Buffer.from(file.slice(-8)).readUInt32LE(0) + 8;
    assert.ok(footer > 65_536);
    assert.equal(bytesRead, footer);
  });

  it("changes the digest with the content and with the ETag", async () => {
    const file = write([{ name: "x", data: [1, 2], type: "DOUBLE" }]);
    const other = write([{ name: "x", data: [1, 3], type: "DOUBLE" }]);
    const { digest } = await factsOf(file);
    assert.match(digest, /^[0-9a-f]{64}$/);
    assert.equal((await factsOf(file)).digest, digest);
    assert.notEqual((await factsOf(other)).digest, digest);
  });

  const whole = write([{ name: "x", data: [1, 2, 3], type: "DOUBLE" }]);
  const longFooter = Uint8Array.from(whole);
  new DataView(longFooter.buffer).setUint32(longFooter.length - 8, 999_999, true);
  const badFooter = Uint8Array.from(whole).fill(0xff, -60, -8);
  const refusals: [string, Uint8Array, string, RegExp][] = [
    ["encrypted footer", Buffer.from("PARE....\x10\0\0\0PARE", "latin1"), "encrypted", /PARE/],
    ["lost end", whole.slice(0, -20), "truncated", /starts as Parquet but its \d+ bytes end/],
    ["footer longer than the file", longFooter, "truncated", /says it has 999999 bytes/],
    ["renamed CSV", Buffer.from("a,b\n1,2\n"), "wrongFormat", /starts with text, "a,b"/],
    ["other bytes", Buffer.from([1, 2, 3]), "wrongFormat", /starts with other bytes/],
    ["magic alone", Buffer.from("PAR1"), "truncated", /footer/],
    ["garbled footer", badFooter, "wrongFormat", /footer cannot be read/],
  ];
  for (const [what, bytes, problem, detail] of refusals) {
    it(`calls a file with ${what} ${problem}`, async () => {
      const { found } = await look(bytes);
      assert.ok(found.kind === "unreadable", JSON.stringify(found));
      assert.equal(found.problem, problem);
      assert.match(found.detail, detail);
    });
  }

  it("answers with a look, whatever bytes it is given", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 100 }),
      fc
        .tuple(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }))
        .map(([at, value]) => Uint8Array.from(whole).fill(value, at, at + 1)),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (content) => {
        const { found } = await look(content);
        if (found.kind === "unreadable") return;
        const { rows } = found.content;
        assert.ok(rows.kind === "known" && Number.isInteger(rows.value) && rows.value >= 0);
      }),
      { numRuns: 500 },
    );
  });

  it("finds what a naive full read finds", async () => {
    const cell = fc.option(
      fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
    );
    const column = fc.array(cell, { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(column, fc.integer({ min: 1, max: 10 }), async (data, rowGroupSize) => {
        const { rows, columns } = await factsOf(
          write([{ name: "x", data, type: "DOUBLE", nullable: true }], { rowGroupSize }),
        );
        const values = data.filter((value) => value !== null);
        assert.deepEqual(rows, known(data.length));
        assert.deepEqual(columns[0]?.nulls, known(data.length - values.length));
        const [min, max] = [columns[0]?.min, columns[0]?.max];
        if (values.length === 0) return assert.equal(min?.kind, "unknown");
        assert.ok(min?.kind === "known" && min.value === Math.min(...values));
        assert.ok(max?.kind === "known" && max.value === Math.max(...values));
      }),
    );
  });
});
