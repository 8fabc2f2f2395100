import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import type { Records } from "../../functions/clients/ports.ts";

/** Records with containers `ledger` and `incidents`, empty. */
export interface RecordsUnderTest {
  records: Records;
  close(): Promise<void>;
}

/** What every adapter of `Records` promises. */
export function recordsContract(name: string, open: () => Promise<RecordsUnderTest>): void {
  describe(`${name} keeps the contract of Records`, () => {
    let bench: RecordsUnderTest;
    before(async () => {
      bench = await open();
    });
    after(() => bench.close());

    it("creates a record and reads back every byte", async () => {
      const body = JSON.stringify({ reason: "größer als 0,5 \u{1F319}" });
      const created = await bench.records.create("ledger", "a/00000001.json", body);
      assert.deepEqual(created, { kind: "created" });
      assert.equal(await bench.records.read("ledger", "a/00000001.json"), body);
    });

    it("never overwrites, whatever the body", async () => {
      await bench.records.create("ledger", "b/1.json", "first");
      const again = await bench.records.create("ledger", "b/1.json", "second");
      assert.deepEqual(again, { kind: "exists" });
      assert.equal(await bench.records.read("ledger", "b/1.json"), "first");
    });

    it("lets exactly one of many writers create a record", async () => {
      const writers = Array.from({ length: 8 }, (_, index) =>
        bench.records.create("ledger", "c/1.json", `writer ${index}`),
      );
      const outcomes = await Promise.all(writers);
      const winner = outcomes.findIndex(({ kind }) => kind === "created");
      assert.equal(outcomes.filter(({ kind }) => kind === "created").length, 1);
      assert.equal(await bench.records.read("ledger", "c/1.json"), `writer ${winner}`);
    });

    it("answers null for a record that is not there", async () => {
      assert.equal(await bench.records.read("ledger", "none/1.json"), null);
    });

    it("keeps containers apart", async () => {
      await bench.records.create("incidents", "d/1.json", "incident");
      assert.equal(await bench.records.read("ledger", "d/1.json"), null);
    });

    it("lists the names below a prefix, in order", async () => {
      for (const number of ["00000002", "00000010", "00000001"]) {
        await bench.records.create("ledger", `e/${number}.json`, "{}");
      }
      await bench.records.create("ledger", "ef/00000001.json", "{}");
      assert.deepEqual(await bench.records.list("ledger", "e/"), [
        "e/00000001.json",
        "e/00000002.json",
        "e/00000010.json",
      ]);
      assert.deepEqual(await bench.records.list("ledger", "none/"), []);
    });

    it("lists the newest below a prefix, and none where there is none", async () => {
      for (const name of ["g/2.json", "g/1.json", "h/1.json"]) {
        await bench.records.create("incidents", name, "{}");
      }
      const newest = await bench.records.listNewest("incidents", "g/", 1);
      assert.ok(newest.includes("g/1.json"), "the last one is among those of the last second");
      assert.ok(!newest.includes("h/1.json"));
      assert.equal((await bench.records.listNewest("incidents", "g/", 9)).length, 2);
      assert.deepEqual(await bench.records.listNewest("incidents", "none/", 1), []);
    });
  });
}
