import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Conditions } from "../../bench/conditions.ts";
import { renderBench, renderConditions } from "../../bench/render-report.ts";

const conditions: Conditions = {
  startedAt: "2026-03-02T00:00:00.000Z",
  cores: 2,
  processor: "Some Processor",
  platform: "Linux 6",
  node: "24.0.0",
  loadAtStart: 0.5,
};

describe("renderConditions", () => {
  it("says on what was measured", () => {
    assert.equal(
      renderConditions(conditions),
      "2 cores (Some Processor), Linux 6, Node 24.0.0, load 0.50 at 2026-03-02T00:00:00.000Z",
    );
  });

  it("warns above one process to two cores", () => {
    assert.doesNotMatch(renderConditions({ ...conditions, loadAtStart: 1 }), /Warning/);
    assert.match(renderConditions({ ...conditions, loadAtStart: 1.01 }), /\nWarning: .+ is busy/);
  });
});

describe("renderBench", () => {
  it("aligns figures beside what they are compared with, their limits and the command", () => {
    const against = { name: "reading it whole", value: 14_009_156 };
    const text = renderBench({
      name: "validation",
      about: "Validation of a file",
      command: "npm run bench -- validation",
      figures: [
        { name: "bytes read", value: 65_536, unit: "bytes", against, verdict: "kept", atMost: 1e6 },
        { name: "time", value: 7.126, unit: "ms", verdict: "broken", atMost: 5 },
        { name: "verdicts a second", value: 0.123, unit: "", verdict: "free" },
      ],
    });
    assert.equal(
      text,
      `
validation: Validation of a file
  bytes read         65,536 bytes  214 times less than reading it whole (14,009,156 bytes)  ✓ limit 1,000,000 bytes
  time                    7.13 ms                                                           ✗ limit 5 ms is broken
  verdicts a second          0.12
  npm run bench -- validation`,
    );
  });

  it("says so where what is measured is worse than what it is compared with", () => {
    const against = { name: "doing nothing", value: 2 };
    const figure = { name: "time", value: 3, unit: "s", against, verdict: "free" } as const;
    const text = renderBench({ name: "a", about: "b", command: "c", figures: [figure] });
    assert.match(text, / {2}time {2}3 s {2}1\.5 times more than doing nothing \(2 s\)\n/);
  });
});
