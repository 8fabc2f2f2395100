import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import type { Step } from "./apps/programs.ts";
import { withHost } from "./rig.ts";

describe("the numbers of tasks", () => {
  it("agree with the SDK's own for any well-made orchestration", () =>
    withHost("programs", async ({ run, events }) => {
      let number = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step(2), { maxLength: 6 }), async (steps) => {
          number += 1;
          const { runtimeStatus, output } = await run("program", `p${number}`, steps);
          assert.deepEqual([runtimeStatus, output], ["Completed", steps.length]);
          assert.deepEqual(
            events.filter(({ kind }) => kind === "warning"),
            [],
          );
        }),
        { numRuns: 60 },
      );
    }));
});

function step(depth: number): fc.Arbitrary<Step> {
  const value = fc.integer({ min: 0, max: 9 });
  const seconds = fc.integer({ min: 1, max: 9 });
  const failures = fc.integer({ min: 0, max: 2 });
  const tasks: fc.Arbitrary<Step>[] = [
    fc.record({ kind: fc.constant("activity"), value }),
    fc.record({ kind: fc.constant("retried"), failures }),
    fc.record({ kind: fc.constant("timer"), seconds }),
    fc.record({ kind: fc.constant("call"), value }),
  ];
  if (depth === 0) return fc.oneof(...tasks);
  const parts = fc.array(fc.oneof(...tasks), { minLength: 1, maxLength: 4 });
  return fc.oneof(
    ...tasks,
    fc.record({ kind: fc.constant("signal"), value }),
    fc.record({ kind: fc.constant("raceLost"), seconds }),
    fc.record({ kind: fc.constant("all"), steps: parts }),
    fc.record({ kind: fc.constant("sub"), steps: fc.array(step(depth - 1), { maxLength: 3 }) }),
  );
}
