import assert from "node:assert/strict";
import { after, before, describe, it } from "mocha";
import type { Models } from "../../functions/clients/ports.ts";

/** Models with the other side's controls. */
export interface ModelsUnderTest {
  models: Models;
  /** Registers the next version of a model, made by a run, and gives both ids. */
  register(model: string): Promise<{ version: string; runId: string }>;
  close(): Promise<void>;
}

/** What every adapter of `Models` promises. */
export function modelsContract(name: string, open: () => Promise<ModelsUnderTest>): void {
  describe(`${name} keeps the contract of Models`, () => {
    let bench: ModelsUnderTest;
    let count = 0;
    before(async () => {
      bench = await open();
    });
    after(() => bench.close());
    const newModel = () => `main.ml.contract_${++count}`;

    it("reads a version with the run that made it", async () => {
      const model = newModel();
      const { version, runId } = await bench.register(model);
      assert.deepEqual(await bench.models.getVersion(model, version), {
        version,
        runId,
        status: "READY",
        tags: {},
      });
    });

    it("answers null for a version or a model that is not there", async () => {
      const model = newModel();
      await bench.register(model);
      assert.equal(await bench.models.getVersion(model, "99"), null);
      assert.equal(await bench.models.getVersion("main.ml.none", "1"), null);
    });

    it("answers null for an alias that is not there, on a model that is and one that is not", async () => {
      const model = newModel();
      await bench.register(model);
      assert.equal(await bench.models.getAlias(model, "champion"), null);
      assert.equal(await bench.models.getAlias("main.ml.none", "champion"), null);
    });

    it("moves an alias from version to version", async () => {
      const model = newModel();
      const first = await bench.register(model);
      const second = await bench.register(model);
      await bench.models.setAlias(model, "champion", first.version);
      assert.equal(await bench.models.getAlias(model, "champion"), first.version);
      await bench.models.setAlias(model, "champion", second.version);
      await bench.models.setAlias(model, "champion", second.version);
      assert.equal(await bench.models.getAlias(model, "champion"), second.version);
    });

    it("keeps two aliases on one version", async () => {
      const model = newModel();
      const { version } = await bench.register(model);
      await bench.models.setAlias(model, "champion", version);
      await bench.models.setAlias(model, "previous_champion", version);
      assert.equal(await bench.models.getAlias(model, "champion"), version);
      assert.equal(await bench.models.getAlias(model, "previous_champion"), version);
    });

    it("refuses an alias for a version that is not there, and moves nothing", async () => {
      const model = newModel();
      const { version } = await bench.register(model);
      await bench.models.setAlias(model, "champion", version);
      await assert.rejects(bench.models.setAlias(model, "champion", "99"), /./);
      assert.equal(await bench.models.getAlias(model, "champion"), version);
    });

    it("deletes an alias, also one that is gone", async () => {
      const model = newModel();
      const { version } = await bench.register(model);
      await bench.models.setAlias(model, "challenger", version);
      await bench.models.deleteAlias(model, "challenger");
      await bench.models.deleteAlias(model, "challenger");
      assert.equal(await bench.models.getAlias(model, "challenger"), null);
    });

    it("sets a tag and overwrites it", async () => {
      const model = newModel();
      const { version } = await bench.register(model);
      await bench.models.setTag(model, version, "nightshift.verdict", "reject");
      await bench.models.setTag(model, version, "nightshift.verdict", "promote");
      const read = await bench.models.getVersion(model, version);
      assert.equal(read?.tags["nightshift.verdict"], "promote");
    });

    it("ends with one of the versions where many writers race for a new alias", async () => {
      const model = newModel();
      const versions = [await bench.register(model), await bench.register(model)].map(
        ({ version }) => version,
      );
      const writers = Array.from({ length: 10 }, (_, index) => versions[index % 2] ?? "");
      await Promise.all(
        writers.map((version) => bench.models.setAlias(model, "champion", version)),
      );
      assert.ok(versions.includes((await bench.models.getAlias(model, "champion")) ?? ""));
    });
  });
}
