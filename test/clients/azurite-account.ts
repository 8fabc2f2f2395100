import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BlobAccount, createBlobAccount } from "../../functions/clients/blob-account.ts";
import { startAzurite } from "../../local/platform/azurite.ts";

/** A real blob service with an empty account, in a process of its own. */
export interface AzuriteAccount {
  account: BlobAccount;
  url: string;
  close(): Promise<void>;
}

/** Starts Azurite on a free port, with these containers, in a folder that goes with it. */
export async function openAzuriteAccount(containers: string[]): Promise<AzuriteAccount> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-azurite-"));
  const azurite = await startAzurite(folder);
  const url = `${azurite.url}/devstoreaccount1`;
  const account = createBlobAccount({ lakeUrl: url, credential: null });
  for (const name of containers) await (await account.container(name)).create();
  return {
    account,
    url,
    async close() {
      await azurite.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
