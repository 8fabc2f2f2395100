import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeNightFiles } from "../../../../examples/nights/slices.ts";
import { containers } from "../../../../functions/core/names.ts";
import { startAzurite } from "../../../../local/platform/azurite.ts";
import { createBlobStore, lakeUrlOf } from "../../../../local/platform/blob-store.ts";

/** A bronze container in Azurite that holds the nights' files in folder `night`. */
export interface AzuriteBronze {
  /** Root URL of the container. */
  url: string;
  stop(): Promise<void>;
}

/** Starts Azurite on an empty folder and uploads the nights' files. */
export async function startAzuriteBronze(): Promise<AzuriteBronze> {
  const folder = mkdtempSync(join(tmpdir(), "nightshift-azurite-"));
  const azurite = await startAzurite(join(folder, "azurite"));
  const store = createBlobStore(lakeUrlOf(azurite.url));
  await store.createContainer(containers.bronze);
  for (const { name } of await writeNightFiles(join(folder, "night"))) {
    await store.upload(containers.bronze, `night/${name}`, join(folder, "night", name));
  }
  return {
    url: `${store.url}/${containers.bronze}`,
    async stop() {
      await azurite.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
