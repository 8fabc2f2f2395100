import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "mocha";
import { loadModels } from "../../../local/platform/load-catalogue.ts";

describe("loadModels", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightshift-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  it("reads the key nightshift:models of a stack file", () => {
    write("Pulumi.dev.yaml", "config:\n  nightshift:models:\n    churn: { owner: a }\n");
    const models = loadModels({ kind: "stack", stack: "dev", folder });
    assert.deepEqual(models, { churn: { owner: "a" } });
  });

  it("reads a file of models, with and without the word models above them", () => {
    const file = write("models.yaml", "models:\n  churn: { owner: a }\n");
    assert.deepEqual(loadModels({ kind: "file", file }), { churn: { owner: "a" } });
    const bare = write("bare.yaml", "churn: { owner: a }\n");
    assert.deepEqual(loadModels({ kind: "file", file: bare }), { churn: { owner: "a" } });
  });

  it("names the stacks that there are where one is missing", () => {
    write("Pulumi.dev.yaml", "");
    assert.throws(() => loadModels({ kind: "stack", stack: "prod", folder }), {
      name: "Refusal",
      message: `Stack prod: ${join(folder, "Pulumi.prod.yaml")} does not exist. Known: dev.`,
    });
  });

  it("names the key that a stack file lacks", () => {
    write("Pulumi.dev.yaml", "config:\n  a:b: 1\n");
    assert.throws(() => loadModels({ kind: "stack", stack: "dev", folder }), {
      message: /has no model definitions under config, nightshift:models\. Add them there\.$/,
    });
  });

  const broken: [what: string, text: string, message: RegExp][] = [
    ["YAML that does not parse", "a: [", /models\.yaml: it is not YAML: /],
    ["a list", "- a", /it must be a map of model definitions by model id\.$/],
  ];
  for (const [what, text, message] of broken) {
    it(`refuses ${what}`, () => {
      const file = write("models.yaml", text);
      assert.throws(() => loadModels({ kind: "file", file }), { name: "Refusal", message });
    });
  }

  it("refuses a file that does not exist", () => {
    assert.throws(() => loadModels({ kind: "file", file: join(folder, "x.yaml") }), {
      message: /x\.yaml: it does not exist\. Check the path\.$/,
    });
  });
});
