import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { unzipSync } from "fflate";
import { describe, it } from "mocha";
import { buildPackage } from "../../components/function-package.ts";
import { testModel } from "./test-arguments.ts";

describe("buildPackage", () => {
  const catalogue = JSON.stringify({ churn: testModel });

  it("zips the app, what the host reads of it, and the catalogue", async () => {
    const { file } = await buildPackage(catalogue);
    const files = unzipSync(await readFile(file));
    assert.deepEqual(Object.keys(files), [
      "catalogue.json",
      "host.json",
      "main.cjs",
      "package.json",
    ]);
    const read = (name: string) => JSON.parse(new TextDecoder().decode(files[name]));
    assert.deepEqual(read("catalogue.json"), { churn: testModel });
    assert.equal(read("package.json").main, "main.cjs");
    assert.equal(read("host.json").version, "2.0");
  });

  it("gives the same package each time, whatever the order of the catalogue's keys", async () => {
    const shuffled = JSON.stringify({
      churn: Object.fromEntries(Object.entries(testModel).reverse()),
    });
    const first = await buildPackage(catalogue);
    assert.equal((await buildPackage(shuffled)).sha256, first.sha256);
  });

  it("gives another package for another threshold", async () => {
    const changed = JSON.stringify({ churn: { ...testModel, bakeHours: 1 } });
    const first = await buildPackage(catalogue);
    assert.notEqual((await buildPackage(changed)).sha256, first.sha256);
  });
});
