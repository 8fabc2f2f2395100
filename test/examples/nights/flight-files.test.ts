import assert from "node:assert/strict";
import { parquetMetadata } from "hyparquet";
import { before, describe, it } from "mocha";
import type { NightFile } from "../../../examples/nights/film-files.ts";
import { makeFlightFiles } from "../../../examples/nights/flight-files.ts";
import { readRows } from "../../../examples/training/read-rows.ts";

describe("makeFlightFiles", () => {
  let files: NightFile[];
  before(async () => {
    files = await makeFlightFiles();
  });

  it("slices whole days, the same bytes every time", async () => {
    const again = await makeFlightFiles();
    assert.deepEqual(
      files.map(({ name, rows }) => `${name} ${rows}`),
      [
        "flights-2001-01-01.parquet 14828",
        "flights-2001-01-02.parquet 16850",
        "flights-truncated.parquet 0",
      ],
    );
    for (const [index, { bytes }] of files.entries()) assert.deepEqual(bytes, again[index]?.bytes);
  });

  it("writes Parquet that holds the days it is named after, with statistics in its footer", async () => {
    const [first] = files;
    assert.ok(first);
    const rows = await readRows(first.name, first.bytes);
    assert.equal(rows.length, first.rows);
    const days = new Set(
      rows.map(({ date }) => (date instanceof Date ? date.toISOString().slice(0, 10) : date)),
    );
    assert.deepEqual([...days], ["2001-01-01"]);
    const [group] = parquetMetadata(first.bytes.slice().buffer).row_groups;
    assert.equal(group?.columns[1]?.meta_data?.statistics?.null_count, 0n);
  });

  it("breaks the last file off in the middle", () => {
    const [, whole, truncated] = files;
    assert.ok(whole && truncated);
    assert.equal(truncated.bytes.length, Math.floor(whole.bytes.length / 2));
    assert.throws(() => parquetMetadata(truncated.bytes.slice().buffer));
  });
});
