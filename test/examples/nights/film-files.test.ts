import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { parse } from "csv-parse/sync";
import { describe, it } from "mocha";
import { makeFilmFiles } from "../../../examples/nights/film-files.ts";
import { readFilms } from "../../../examples/nights/films.ts";
import type { Row } from "../../../examples/training/read-rows.ts";

describe("makeFilmFiles", () => {
  const files = makeFilmFiles();
  const rowsOf = (name: string) => {
    const file = files.find((found) => found.name === name);
    return parse<Row>(Buffer.from(file?.bytes ?? []), { columns: true });
  };

  it("makes the same bytes every time, on every machine", () => {
    const digests = files.map(({ name, rows, bytes }) => {
      const digest = createHash("sha256").update(bytes).digest("hex");
      return `${name} ${rows} ${digest.slice(0, 16)}`;
    });
    assert.deepEqual(digests, [
      "films-1995-2003.csv 1343 6e90c1c8e7f827c8",
      "films-1995-2006.csv 1965 520a469ad0e030d4",
      "films-2007-2011.csv 548 b73ef6910882fdce",
      "films-reviewed-1990-2011.csv 1961 4861c15c41ce22a3",
      "films-1995-2011.csv 2513 272ce852f408c0a1",
      "films-1995-2005.csv 1745 f730bcc1a2191bf8",
      "films-2006-2008.csv 544 c91d09f470f647c5",
      "films-broken.csv 400 b6e1dad6d44c7ba6",
    ]);
  });

  it("leaves rows out but changes none", () => {
    const lineOf = (row: Row) => JSON.stringify(Object.values(row).map((cell) => `${cell ?? ""}`));
    const source = new Set(readFilms().map(lineOf));
    const honest = files.filter(({ name }) => name !== "films-broken.csv");
    for (const { name } of honest) {
      const invented = rowsOf(name).filter((row) => !source.has(lineOf(row)));
      assert.deepEqual(invented, [], name);
    }
  });

  it("puts films of the silent era where they belong, and undated films nowhere", () => {
    const titles = rowsOf("films-1995-2011.csv").map((row) => row.Title);
    assert.ok(!titles.includes("The Birth of a Nation"), "its date says 2015");
    assert.ok(!titles.includes("Sea Rex 3D: Journey to a Prehistoric World"), "it has no date");
  });

  it("breaks one file as exports break", () => {
    const [row] = rowsOf("films-broken.csv");
    assert.ok(row && !("Production Budget" in row) && "Budget" in row);
    assert.match(String(row["Worldwide Gross"]), /^\$[\d,]+$/);
  });
});
