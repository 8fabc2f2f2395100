import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Azurite's account and key, the same on every machine: https://learn.microsoft.com/azure/storage/common/storage-use-azurite */
const development = {
  account: "devstoreaccount1",
  key: "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
};

/**
 * Reads one file of the bronze container whole. The root is an https URL (read with the identity of the job), a
 * loopback http URL (Azurite), or a `file:` URL of a folder. Throws where the file is not there.
 */
export async function readBronze(root: string, path: string): Promise<Uint8Array> {
  const url = new URL(
    `${root.replace(/\/$/, "")}/${path.split("/").map(encodeURIComponent).join("/")}`,
  );
  try {
    if (url.protocol === "file:") return await readFile(fileURLToPath(url));
    return await downloadBlob(url);
  } catch (error) {
    throw new Error(
      `Bronze file ${path}: it cannot be read below ${root}. The arrival and every file that the champion was measured on must still be there.`,
      { cause: error },
    );
  }
}

async function downloadBlob(url: URL): Promise<Uint8Array> {
  const { BlobClient, StorageSharedKeyCredential } = await import("@azure/storage-blob");
  if (["127.0.0.1", "localhost", "[::1]"].includes(url.hostname)) {
    const credential = new StorageSharedKeyCredential(development.account, development.key);
    return await new BlobClient(url.href, credential).downloadToBuffer();
  }
  const { DefaultAzureCredential } = await import("@azure/identity");
  return await new BlobClient(url.href, new DefaultAzureCredential()).downloadToBuffer();
}
