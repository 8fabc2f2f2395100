import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";
import { before, describe, it } from "mocha";
import { parse } from "yaml";
import type { NightFile } from "../../../examples/nights/film-files.ts";
import { makeNightFiles } from "../../../examples/nights/slices.ts";
import { lookAtFile } from "../../../functions/clients/look-at-file.ts";
import type { ModelDefinition } from "../../../functions/core/catalogue/model-definition.ts";
import { parseCatalogue } from "../../../functions/core/catalogue/parse-catalogue.ts";
import type { FileLook } from "../../../functions/core/dataset/dataset-facts.ts";
import { judgeDataset } from "../../../functions/core/dataset/judge-dataset.ts";

const models = new URL("../../../examples/nights/models.yaml", import.meta.url);

describe("the nights' data rules", () => {
  let files: NightFile[];
  before(async () => {
    files = await makeNightFiles();
  });

  it("name every rule that the broken export breaks", async () => {
    assert.deepEqual(await brokenRules(files, "revenue-forecast", "films-broken.csv"), [
      "minRows",
      "required Production Budget",
      "type Worldwide Gross",
      "maxNullShare Distributor",
      "max IMDB Rating",
      "extraColumns Budget",
    ]);
  });

  it("refuse a copy that broke off", async () => {
    assert.deepEqual(await brokenRules(files, "delay-anomaly", "flights-truncated.parquet"), [
      "unreadable",
    ]);
  });

  it("let every honest file pass", async () => {
    const honest = files.filter(({ name }) => !/broken|truncated/.test(name));
    for (const { name } of honest) {
      const model = name.startsWith("films") ? "revenue-forecast" : "delay-anomaly";
      assert.deepEqual(await brokenRules(files, model, name), [], name);
    }
  });
});

async function brokenRules(
  files: readonly NightFile[],
  model: string,
  name: string,
): Promise<string[]> {
  const catalogue = parseCatalogue(parse(readFileSync(models, "utf8")));
  const input = catalogue.kind === "catalogue" ? catalogue.catalogue[model]?.input : undefined;
  const file = files.find((found) => found.name === name);
  assert.ok(input && file);
  const findings = judgeDataset([await lookAt(name, file.bytes, input)], input, 0);
  if (findings.kind === "fit") return [];
  return findings.broken.map(({ rule, where }) =>
    `${rule} ${/column (.*)$/.exec(where)?.[1] ?? ""}`.trim(),
  );
}

async function lookAt(
  path: string,
  bytes: Uint8Array,
  input: ModelDefinition["input"],
): Promise<FileLook> {
  const file = {
    bytes: bytes.length,
    etag: "1",
    read: async (start: number, end: number) => bytes.subarray(start, end),
    open: async () => Readable.from([Buffer.from(bytes)]),
  };
  const look = await lookAtFile(file, input, bytes.length);
  if (look.kind === "unreadable") return { kind: "unreadable", unreadable: { path, ...look } };
  const place = {
    path,
    bytes: { kind: "known", value: bytes.length },
    modifiedAt: { kind: "known", value: new Date(0).toISOString() },
  } as const;
  return { kind: "facts", facts: { ...place, ...look.content } };
}
