import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PackageSpec } from "@pulumi/pulumi/provider/experimental/schema.js";
import { before, describe, it } from "mocha";
import { componentNames } from "../../../build/component-schema.ts";
import { renderComponentReference } from "../../../docs/write-component-reference.ts";
import { packPackage } from "./packed-package.ts";

describe("the multi-language schema in the packed library", function () {
  this.timeout(180_000);
  let schema: PackageSpec;
  before(async () => {
    const { folder } = await packPackage();
    const file = "dist/components/plugin/schema.json";
    schema = JSON.parse(await readFile(join(folder, file), "utf8"));
  });

  it("has every component that the library exports", () => {
    assert.deepEqual(
      Object.keys(schema.resources).sort(),
      componentNames()
        .map((name) => `nightshift:index:${name}`)
        .sort(),
    );
  });

  it("names types without the Args that the generators of each language add", () => {
    assert.deepEqual(
      Object.keys(schema.types).filter((token) => token.endsWith("Args")),
      [],
    );
  });

  it("documents every component, type, argument and output", () => {
    const silent = Object.entries({ ...schema.resources, ...schema.types }).flatMap(
      ([token, entry]) => {
        const inputs = "inputProperties" in entry ? entry.inputProperties : {};
        const named = Object.entries({ ...inputs, ...entry.properties });
        const parts = named.filter(([, { description }]) => !description).map(([name]) => name);
        return [...(entry.description ? [] : [token]), ...parts.map((part) => `${token}.${part}`)];
      },
    );
    assert.deepEqual(silent, []);
  });

  it("says the default of every argument that may be left out", () => {
    const silent = Object.entries({ ...schema.resources, ...schema.types }).flatMap(
      ([token, entry]) => {
        const isComponent = "inputProperties" in entry;
        const named = isComponent ? entry.inputProperties : entry.properties;
        const required = isComponent ? entry.requiredInputs : entry.required;
        return Object.entries(named ?? {})
          .filter(([name]) => !required?.includes(name))
          .filter(([, { description }]) => !description?.includes("Default: "))
          .map(([name]) => `${token}.${name}`);
      },
    );
    assert.deepEqual(silent, []);
  });

  it("is what docs/components.md says; run node docs/write-component-reference.ts to renew it", async () => {
    const page = new URL("../../../docs/components.md", import.meta.url);
    assert.equal(await readFile(page, "utf8"), renderComponentReference(schema));
  });
});
