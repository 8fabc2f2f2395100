import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import type { Compute, ComputeKind } from "../../functions/clients/ports.ts";

/** Compute with the other side's controls. */
export interface ComputeUnderTest {
  compute: Compute;
  /** Defines running compute and gives its id. */
  define(kind: ComputeKind, name: string, tags: Record<string, string>): Promise<string>;
  /** Everything that the other side keeps of it, but whether it runs. */
  restOf(kind: ComputeKind, id: string): Promise<unknown>;
  close(): Promise<void>;
}

const kinds: ComputeKind[] = ["cluster", "warehouse", "schedule", "pipeline"];

/** What every adapter of `Compute` promises. */
export function computeContract(name: string, open: () => Promise<ComputeUnderTest>): void {
  describe(`${name} keeps the contract of Compute`, () => {
    let bench: ComputeUnderTest;
    before(async () => {
      bench = await open();
    });
    after(() => bench.close());

    for (const kind of kinds) {
      const find = async (id: string) =>
        (await bench.compute.list()).find((item) => item.kind === kind && item.id === id);

      it(`tells a running ${kind} with its name and tags`, async () => {
        const id = await bench.define(kind, `idle ${kind}`, { team: "films" });
        const item = await find(id);
        assert.equal(item?.name, `idle ${kind}`);
        assert.equal(item?.isRunning, true);
        assert.deepEqual(item?.tags, { team: "films" });
      });

      it(`stops a ${kind} and starts it again, and changes nothing else of it`, async () => {
        const id = await bench.define(kind, `busy ${kind}`, {});
        const before = await bench.restOf(kind, id);
        for (const again of [1, 2]) {
          assert.deepEqual(await bench.compute.stop({ kind, id }), { kind: "done" });
          assert.equal((await find(id))?.isRunning, false, `stop ${again}`);
        }
        for (const again of [1, 2]) {
          assert.deepEqual(await bench.compute.start({ kind, id }), { kind: "done" });
          assert.equal((await find(id))?.isRunning, true, `start ${again}`);
        }
        assert.deepEqual(await bench.restOf(kind, id), before);
      });

      it(`tells of a ${kind} that is gone when it is to start or to stop`, async () => {
        const id = kind === "schedule" ? "404404404" : "gone";
        assert.deepEqual(await bench.compute.stop({ kind, id }), { kind: "gone" });
        assert.deepEqual(await bench.compute.start({ kind, id }), { kind: "gone" });
      });
    }
  });
}
