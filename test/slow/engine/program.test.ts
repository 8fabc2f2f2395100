import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { after, before, describe, it } from "mocha";
import { type Engine, startEngine } from "./engine.ts";
import { type LanguageHost, startLanguageHost } from "./language-host.ts";
import { prepareProgramFolder } from "./program-folder.ts";

const pack = fileURLToPath(new URL("../../../policies/pack.ts", import.meta.url));

describe("the program, started as Pulumi starts it", function () {
  this.timeout(180_000);
  let engine: Engine;
  let host: LanguageHost;
  let folder: string;
  before(async () => {
    engine = await startEngine();
    host = await startLanguageHost();
    folder = await prepareProgramFolder();
  });
  after(async () => {
    await host?.stop();
    await engine?.stop();
  });

  for (const name of ["dev", "prod"]) {
    it(`previews the stack ${name} from its file alone, and no mandatory policy stops it`, async () => {
      const attached = { PULUMI_DEBUG_LANGUAGES: `nodejs:${host.port}` };
      const stack = await engine.project(folder, name, attached);
      const judged: object[] = [];
      const { changeSummary } = await stack.preview({
        policyPacks: [pack],
        onEvent: (event) => void ("policyAnalyzeSummaryEvent" in event && judged.push(event)),
      });
      assert.ok(judged.length > 150, `${judged.length} resources were judged`);
      assert.deepEqual(Object.keys(changeSummary), ["create"]);
      assert.ok((changeSummary.create ?? 0) > 150, JSON.stringify(changeSummary));
    });
  }

  it("tells every mistake of a stack file at once, before it registers anything", async () => {
    const attached = { PULUMI_DEBUG_LANGUAGES: `nodejs:${host.port}` };
    const stack = await engine.project(folder, "dev", attached);
    await stack.setConfig("nightshift:hosting", { value: JSON.stringify({ maxInstances: 0 }) });
    await stack.setConfig("nightshift:onCallEmails", { value: "[]" });
    engine.azure.forgetOperations();
    await assert.rejects(
      stack.preview(),
      (error) => /hosting\.maxInstances/.test(`${error}`) && /onCallEmails/.test(`${error}`),
    );
    assert.equal(engine.azure.firstAskedAt, null);
  });
});
