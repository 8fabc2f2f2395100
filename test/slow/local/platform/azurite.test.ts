import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BlobServiceClient, StorageSharedKeyCredential } from "@azure/storage-blob";
import { afterEach, beforeEach, describe, it } from "mocha";
import { startAzurite } from "../../../../local/platform/azurite.ts";
import { createBlobStore, lakeUrlOf } from "../../../../local/platform/blob-store.ts";

const developmentKey =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const night = Date.UTC(2026, 2, 2, 22);

describe("startAzurite", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nightshift-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("keeps blobs over a restart, stamped with the night's time, for the official client", async () => {
    const file = join(folder, "day 1.csv");
    writeFileSync(file, "a,b\n1,2\n");
    const first = await startAzurite(join(folder, "data"));
    await first.setClock(night, "frozen");
    const store = createBlobStore(lakeUrlOf(first.url));
    await store.createContainer("bronze");
    await store.createContainer("bronze");
    const uploaded = await store.upload("bronze", "sales/day 1.csv", file);
    assert.deepEqual([uploaded.bytes, uploaded.modifiedAt], [8, new Date(night).toISOString()]);
    await first.stop();

    const second = await startAzurite(join(folder, "data"));
    const key = new StorageSharedKeyCredential("devstoreaccount1", developmentKey);
    const client = new BlobServiceClient(lakeUrlOf(second.url), key);
    const blob = client.getContainerClient("bronze").getBlobClient("sales/day 1.csv");
    const { lastModified, etag } = await blob.getProperties();
    assert.equal(lastModified?.getTime(), night);
    assert.equal(etag?.replaceAll('"', ""), uploaded.etag);
    assert.equal((await blob.downloadToBuffer()).toString(), readFileSync(file, "utf8"));
    await second.stop();
  });

  it("says why an upload was refused", async () => {
    const azurite = await startAzurite(join(folder, "data"));
    const store = createBlobStore(lakeUrlOf(azurite.url));
    const upload = store.upload("none", "x", import.meta.filename);
    await assert.rejects(
      upload,
      /^Refusal: Azurite: blob none\/x was answered 404: .*ContainerNotFound/s,
    );
    await azurite.stop();
  });

  it("takes little memory", async () => {
    const azurite = await startAzurite(join(folder, "data"));
    const rollup = readFileSync(`/proc/${azurite.pid}/smaps_rollup`, "utf8");
    const mebibytes = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1]) / 1024;
    await azurite.stop();
    assert.ok(mebibytes < 110, `${mebibytes} MiB`);
  });
});
