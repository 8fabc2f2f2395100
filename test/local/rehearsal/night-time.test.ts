import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  formatClock,
  formatDuration,
  nextClockTime,
  parseDuration,
  parseMoment,
  parseStart,
} from "../../../local/rehearsal/night-time.ts";

const day = 86_400_000;

describe("parseDuration", () => {
  const known: [text: string, ms: number | null][] = [
    ["45s", 45_000],
    ["15m", 900_000],
    ["2h30m", 9_000_000],
    ["1d", day],
    ["", null],
    ["m", null],
    ["15", null],
    ["30m2h", null],
    ["-5m", null],
    ["1.5h", null],
  ];
  for (const [text, ms] of known) {
    it(`reads ${JSON.stringify(text)} as ${ms}`, () => assert.equal(parseDuration(text), ms));
  }
});

describe("parseMoment", () => {
  it("tells clock times from distances", () => {
    assert.deepEqual(parseMoment("00:05"), { kind: "clock", minutes: 5 });
    assert.deepEqual(parseMoment("+1h"), { kind: "after", ms: 3_600_000 });
    for (const text of ["24:00", "1:00", "15m", "+", "+-5m"]) assert.equal(parseMoment(text), null);
  });
});

describe("parseStart", () => {
  it("wants a zone", () => {
    assert.equal(parseStart("2026-03-02T22:00:00"), null);
    assert.deepEqual(parseStart("2026-03-02T22:00Z"), {
      at: Date.UTC(2026, 2, 2, 22),
      zoneMinutes: 0,
    });
    assert.equal(parseStart("2026-03-02T22:00:00-08:00")?.zoneMinutes, -480);
    assert.equal(parseStart("2026-13-02T22:00:00Z"), null);
  });
});

describe("nextClockTime", () => {
  it("is never before, less than a day away, and shows that time", () => {
    const zones = fc.integer({ min: -840, max: 840 });
    const instants = fc.integer({ min: 0, max: 4_000_000_000_000 });
    fc.assert(
      fc.property(instants, fc.integer({ min: 0, max: 1439 }), zones, (from, minutes, zone) => {
        const due = nextClockTime(from, minutes, zone);
        const shown = `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}:00`;
        assert.ok(due >= from && due < from + day);
        assert.equal(formatClock(due, zone), shown);
      }),
    );
  });
});

describe("formatDuration", () => {
  const known: [ms: number, text: string][] = [
    [40, "40 ms"],
    [59_000, "59 s"],
    [720_000, "12 min"],
    [9_000_000, "2 h 30 min"],
    [7_200_000, "2 h"],
    [100_800_000, "1 d 4 h"],
  ];
  for (const [ms, text] of known)
    it(`writes ${text}`, () => assert.equal(formatDuration(ms), text));
});
