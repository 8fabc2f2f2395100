import assert from "node:assert/strict";
import { parquetWriteBuffer } from "hyparquet-writer";
import { after, before, describe, it } from "mocha";
import type { Lake } from "../../functions/clients/ports.ts";
import { inputDefinition } from "../../functions/core/catalogue/input-definition.ts";
import type { FileFacts } from "../../functions/core/dataset/dataset-facts.ts";

/** The files of a lake with the other side's controls. */
export interface LakeUnderTest {
  lake: Pick<Lake, "look" | "list">;
  put(path: string, content: Uint8Array): Promise<void>;
  remove(path: string): Promise<void>;
  close(): Promise<void>;
}

const inputs = {
  parquet: inputDefinition.parse({ path: "flights", format: "parquet" }),
  csv: inputDefinition.parse({ path: "flights", format: "csv" }),
  jsonl: inputDefinition.parse({ path: "flights", format: "jsonl" }),
};
const contents = {
  parquet: new Uint8Array(
    parquetWriteBuffer({ columnData: [{ name: "delay", data: [5, null, -3], type: "DOUBLE" }] }),
  ),
  csv: Buffer.from("delay,origin\n5,SEA\n,SFO\n-3,SEA\n"),
  jsonl: Buffer.from('{"delay":5}\n{"delay":null}\n{"delay":-3}\n'),
};
const formats = ["parquet", "csv", "jsonl"] as const;

/** What every adapter of `Lake` promises of files. */
export function lakeContract(name: string, open: () => Promise<LakeUnderTest>): void {
  describe(`${name} keeps the contract of Lake`, () => {
    let bench: LakeUnderTest;
    before(async () => {
      bench = await open();
    });
    after(() => bench.close());

    async function factsOf(path: string, format: keyof typeof inputs): Promise<FileFacts> {
      const look = await bench.lake.look(path, inputs[format]);
      assert.ok(look.kind === "facts", JSON.stringify(look));
      return look.facts;
    }
    async function problemOf(path: string, format: keyof typeof inputs): Promise<string> {
      const look = await bench.lake.look(path, inputs[format]);
      assert.ok(look.kind === "unreadable", JSON.stringify(look));
      assert.equal(look.unreadable.path, path);
      return look.unreadable.problem;
    }

    it("lists the files whose path begins so, with when they were written", async () => {
      await bench.put("listed/a.csv", contents.csv);
      await bench.put("listed/deep/b.csv", contents.csv);
      await bench.put("listed2/c.csv", contents.csv);
      const files = await bench.lake.list("listed/");
      const paths = files.map(({ path }) => path).sort();
      assert.deepEqual(paths, ["listed/a.csv", "listed/deep/b.csv"]);
      for (const { modifiedAt } of files) assert.ok(modifiedAt > Date.parse("2000-01-01"));
      assert.deepEqual(await bench.lake.list("nothing/"), []);
    });

    for (const format of formats) {
      it(`tells the facts of a ${format} file`, async () => {
        const path = `flights/2001 jänner.${format}`;
        await bench.put(path, contents[format]);
        const facts = await factsOf(path, format);
        assert.equal(facts.path, path);
        assert.deepEqual(facts.bytes, known(contents[format].length));
        assert.deepEqual(facts.rows, known(3));
        const [delay] = facts.columns;
        assert.deepEqual([delay?.nulls, delay?.min, delay?.max], [known(1), known(-3), known(5)]);
        assert.match(facts.digest, /^[0-9a-f]{64}$/);
        assert.ok(facts.modifiedAt.kind === "known");
        assert.equal(new Date(facts.modifiedAt.value).toISOString(), facts.modifiedAt.value);
      });

      it(`calls a ${format} file of size 0 empty`, async () => {
        await bench.put(`flights/empty.${format}`, new Uint8Array());
        assert.equal(await problemOf(`flights/empty.${format}`, format), "empty");
      });

      it(`calls a ${format} file missing that was deleted since its event`, async () => {
        await bench.put(`flights/gone.${format}`, contents[format]);
        await bench.remove(`flights/gone.${format}`);
        assert.equal(await problemOf(`flights/gone.${format}`, format), "missing");
      });
    }

    it("calls a CSV file under a Parquet name what it is", async () => {
      await bench.put("flights/renamed.parquet", contents.csv);
      assert.equal(await problemOf("flights/renamed.parquet", "parquet"), "wrongFormat");
    });

    it("calls a Parquet file without its end truncated", async () => {
      await bench.put("flights/cut.parquet", contents.parquet.slice(0, -9));
      assert.equal(await problemOf("flights/cut.parquet", "parquet"), "truncated");
    });
  });
}

function known(value: number) {
  return { kind: "known", value } as const;
}
