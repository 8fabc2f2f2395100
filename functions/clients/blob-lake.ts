import type { BlobClient } from "@azure/storage-blob";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import type { FileLook } from "../core/dataset/dataset-facts.ts";
import type { BlobAccount } from "./blob-account.ts";
import { blobErrorCode, blobFailure } from "./blob-failure.ts";
import type { ContentLook } from "./content-look.ts";
import { defaultMaxTextBytes, lookAtFile, type StoredFile } from "./look-at-file.ts";
import type { Lake } from "./ports.ts";

/** How often a blob is looked at that changes meanwhile. */
const mostLooks = 3;

/** A blob as of its ETag: every read of it is refused once the blob was overwritten. */
interface StoredBlob extends StoredFile {
  modifiedAt: string;
}

/** Creates the part of the lake that looks at files. */
export function createBlobLake(options: {
  account: BlobAccount;
  /** Container that the paths are below. */
  container: string;
  /** Bytes of the largest CSV or JSON lines file that is read; a larger one is `tooLarge`. @default 2 GiB */
  maxTextBytes?: number;
}): Pick<Lake, "look" | "list"> {
  const { account, container, maxTextBytes = defaultMaxTextBytes } = options;

  async function lookOnce(path: string, input: ModelDefinition["input"]): Promise<FileLook> {
    const file = await find((await account.container(container)).getBlobClient(path));
    return withPlace(await lookAtFile(file, input, maxTextBytes), path, file);
  }

  return {
    async list(prefix) {
      try {
        const files: { path: string; modifiedAt: number }[] = [];
        const blobs = (await account.container(container)).listBlobsFlat({ prefix });
        for await (const { name, properties } of blobs) {
          files.push({ path: name, modifiedAt: properties.lastModified.getTime() });
        }
        return files;
      } catch (error) {
        throw blobFailure(error, account.host, `listing ${container}/${prefix}`);
      }
    },

    async look(path, input) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await lookOnce(path, input);
        } catch (error) {
          const code = blobErrorCode(error);
          // Overwritten or deleted since it was found: what is there now is what counts.
          if (code === "ConditionNotMet" && attempt < mostLooks) continue;
          if (code === "BlobNotFound") return missing(container, path);
          throw blobFailure(error, account.host, `reading ${container}/${path}`);
        }
      }
    },
  };
}

function missing(container: string, path: string): FileLook {
  const detail = `The blob ${container}/${path} is gone: it was deleted or moved since it arrived. Deliver it again.`;
  return { kind: "unreadable", unreadable: { path, problem: "missing", detail } };
}

async function find(blob: BlobClient): Promise<StoredBlob> {
  const { contentLength, etag, lastModified } = await blob.getProperties();
  if (contentLength === undefined || etag === undefined || lastModified === undefined) {
    throw new Error(`Lake: blob ${blob.name} was answered without its size, ETag or time.`);
  }
  const conditions = { ifMatch: etag };
  return {
    bytes: contentLength,
    etag,
    modifiedAt: lastModified.toISOString(),
    read: (start, end) => blob.downloadToBuffer(start, end - start, { conditions }),
    async open() {
      // A connection that breaks half-way is taken up again where it broke.
      const options = { conditions, maxRetryRequests: 5 };
      const { readableStreamBody } = await blob.download(0, undefined, options);
      if (readableStreamBody !== undefined) return readableStreamBody;
      throw new Error(`Lake: blob ${blob.name} was answered without a body.`);
    },
  };
}

function withPlace(look: ContentLook, path: string, file: StoredBlob): FileLook {
  if (look.kind === "unreadable") {
    const { problem, detail } = look;
    return { kind: "unreadable", unreadable: { path, problem, detail } };
  }
  return {
    kind: "facts",
    facts: {
      path,
      bytes: { kind: "known", value: file.bytes },
      modifiedAt: { kind: "known", value: file.modifiedAt },
      ...look.content,
    },
  };
}
