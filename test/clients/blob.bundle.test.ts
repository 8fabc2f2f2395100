import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { after, before, describe, it } from "mocha";
import { bundleFunctions } from "../../components/bundle-functions.ts";
import { type AzuriteAccount, openAzuriteAccount } from "./azurite-account.ts";

const clients = fileURLToPath(new URL("../../functions/clients", import.meta.url));
const program = `
  import { createBlobAccount } from ${JSON.stringify(join(clients, "blob-account.ts"))};
  import { createBlobRecords } from ${JSON.stringify(join(clients, "blob-records.ts"))};
  const account = createBlobAccount({ lakeUrl: process.argv[2] ?? "", credential: null });
  void createBlobRecords(account)
    .create("ledger", "bundled.json", "{}")
    .then(({ kind }) => console.log(kind));`;

describe("blob clients in the one-file bundle", () => {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-bundle-"));
  let azurite: AzuriteAccount;
  before(async () => {
    azurite = await openAzuriteAccount(["ledger"]);
  });
  after(async () => {
    await azurite.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("write a record: the storage library survives CommonJS", async () => {
    const entry = join(folder, "entry.ts");
    writeFileSync(entry, program);
    const file = join(folder, "main.cjs");
    writeFileSync(file, (await bundleFunctions(entry)).code);
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, [file, azurite.url]);
    assert.equal(stdout.trim(), "created");
  });
});
