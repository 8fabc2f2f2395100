import { text } from "node:stream/consumers";
import type { BlobAccount } from "./blob-account.ts";
import { blobErrorCode, blobFailure } from "./blob-failure.ts";
import type { Records } from "./ports.ts";

/** Creates the adapter of records that are written once, in blobs. */
export function createBlobRecords(account: BlobAccount): Records {
  async function listByTime(container: string, prefix: string) {
    const found: { name: string; createdAt: number }[] = [];
    try {
      const client = await account.container(container);
      for await (const { name, properties } of client.listBlobsFlat({ prefix })) {
        found.push({ name, createdAt: properties.lastModified.getTime() });
      }
    } catch (error) {
      throw blobFailure(error, account.host, `listing ${container}/${prefix}`);
    }
    return found;
  }

  return {
    async create(container, path, body) {
      const blob = (await account.container(container)).getBlockBlobClient(path);
      try {
        await blob.upload(body, Buffer.byteLength(body), {
          conditions: { ifNoneMatch: "*" },
          blobHTTPHeaders: { blobContentType: "application/json" },
        });
        return { kind: "created" };
      } catch (error) {
        if (blobErrorCode(error) === "BlobAlreadyExists") return { kind: "exists" };
        throw blobFailure(error, account.host, `creating ${container}/${path}`);
      }
    },

    async read(container, path) {
      const blob = (await account.container(container)).getBlockBlobClient(path);
      try {
        const { readableStreamBody } = await blob.download();
        return readableStreamBody === undefined ? "" : await text(readableStreamBody);
      } catch (error) {
        if (blobErrorCode(error) === "BlobNotFound") return null;
        throw blobFailure(error, account.host, `reading ${container}/${path}`);
      }
    },

    async list(container, prefix) {
      return (await listByTime(container, prefix)).map(({ name }) => name).sort();
    },

    async listNewest(container, prefix, most) {
      const found = await listByTime(container, prefix);
      found.sort((one, other) => other.createdAt - one.createdAt);
      const oldest = found[most - 1]?.createdAt ?? 0;
      return found.filter(({ createdAt }) => createdAt >= oldest).map(({ name }) => name);
    },
  };
}
