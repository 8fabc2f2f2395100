import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import type { Statements } from "../../functions/clients/ports.ts";

/** Statements with the other side's controls. */
export interface StatementsUnderTest {
  statements: Statements;
  /** Makes a statement whose answer is these rows. */
  prepare(rows: Record<string, string | null>[]): Promise<string>;
  close(): Promise<void>;
}

/** What every adapter of `Statements` promises. */
export function statementsContract(name: string, open: () => Promise<StatementsUnderTest>): void {
  describe(`${name} keeps the contract of Statements`, () => {
    let bench: StatementsUnderTest;
    before(async () => {
      bench = await open();
    });
    after(() => bench.close());

    it("gives rows in order by column name, nulls as null", async () => {
      const rows = [
        { id: "b", name: "x" },
        { id: "a", name: null },
      ];
      const statement = await bench.prepare(rows);
      assert.deepEqual(await bench.statements.query(statement, {}), rows);
    });

    it("gives no row where there is none", async () => {
      const statement = `${await bench.prepare([{ id: "a" }])}`;
      const empty = await bench.prepare([]);
      assert.deepEqual(await bench.statements.query(empty, {}), []);
      assert.equal((await bench.statements.query(statement, {})).length, 1);
    });

    it("throws where the statement fails", async () => {
      await assert.rejects(bench.statements.query("SELECT nothing FROM main.ml.none", {}), Error);
    });
  });
}
