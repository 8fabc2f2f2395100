import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseMovie, parseReleaseDate } from "../../../examples/training/movie.ts";

describe("parseReleaseDate", () => {
  it("reads dates, mends a century and takes the day before the epoch for none", () => {
    const cases: [string, ReturnType<typeof parseReleaseDate>][] = [
      ["Jun 12 1998", { year: 1998, month: 6, day: 12 }],
      ["Dec 23 2011", { year: 2011, month: 12, day: 23 }],
      ["Feb 08 2015", { year: 1915, month: 2, day: 8 }],
      ["Dec 31 1969", null],
      ["1998-06-12", null],
      ["Jxx 12 1998", null],
      ["", null],
    ];
    for (const [text, expected] of cases) assert.deepEqual(parseReleaseDate(text), expected, text);
  });
});

describe("parseMovie", () => {
  const row = {
    Title: "Duel",
    "Release Date": "Jun 12 1998",
    "Worldwide Gross": "146083",
    "Production Budget": "8000000",
    "MPAA Rating": "",
    "Running Time min": null,
  };

  it("reads text and numbers alike, and leaves what is missing null", () => {
    const parsed = parseMovie(row);
    assert.ok(parsed.kind === "movie");
    assert.equal(parsed.movie.gross, 146083);
    assert.deepEqual([parsed.movie.rating, parsed.movie.runningMinutes], [null, null]);
  });

  it("says why a row cannot be learnt from", () => {
    const reasons = [
      { ...row, "Worldwide Gross": 0 },
      { ...row, "Worldwide Gross": "$146,083" },
      { ...row, "Production Budget": null },
      { ...row, "Release Date": "Dec 31 1969" },
    ].map((broken) => parseMovie(broken));
    assert.deepEqual(reasons, [
      { kind: "skipped", reason: "no worldwide gross" },
      { kind: "skipped", reason: "no worldwide gross" },
      { kind: "skipped", reason: "no budget" },
      { kind: "skipped", reason: "no release date" },
    ]);
  });
});
