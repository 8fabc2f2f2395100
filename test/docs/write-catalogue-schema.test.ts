import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { renderCatalogueSchema } from "../../docs/write-catalogue-schema.ts";

describe("renderCatalogueSchema", () => {
  const rendered = renderCatalogueSchema();

  it("is what docs/catalogue.schema.json holds; else run node docs/write-catalogue-schema.ts", () => {
    const published = readFileSync(
      new URL("../../docs/catalogue.schema.json", import.meta.url),
      "utf8",
    );
    assert.equal(published, rendered);
  });

  it("describes every key", () => {
    const bare: string[] = [];
    JSON.parse(rendered, (key, value) => {
      if (key !== "properties") return value;
      for (const [name, node] of Object.entries<{ description?: string }>(value)) {
        if (!node.description) bare.push(name);
      }
      return value;
    });
    assert.deepEqual(bare, []);
  });
});
