import type { BlobClient } from "@azure/storage-blob";
import type { ModelDefinition } from "../core/catalogue/model-definition.ts";
import type { FileLook } from "../core/dataset/dataset-facts.ts";
import type { BlobAccount } from "./blob-account.ts";
import { blobErrorCode, blobFailure } from "./blob-failure.ts";
import { type ContentLook, unreadable } from "./content-look.ts";
import { lookAtCsv } from "./look-at-csv.ts";
import { lookAtJsonLines } from "./look-at-json-lines.ts";
import { lookAtParquet } from "./look-at-parquet.ts";
import type { Lake } from "./ports.ts";
import type { TextSource } from "./watch-text.ts";

/** Bytes of the largest CSV or JSON lines file that is read by default: 2 GiB, about a minute. */
export const defaultMaxTextBytes = 2 * 1024 ** 3;

/** One blob at one moment; it is read as of its ETag, or not at all. */
interface Found {
  blob: BlobClient;
  bytes: number;
  etag: string;
  modifiedAt: string;
}

/** Creates the part of the lake that looks at files. */
export function createBlobLake(options: {
  account: BlobAccount;
  /** Container that the paths are below. */
  container: string;
  /** Bytes of the largest CSV or JSON lines file that is read; a larger one is `tooLarge`. @default 2 GiB */
  maxTextBytes?: number;
}): Pick<Lake, "look"> {
  const { account, container, maxTextBytes = defaultMaxTextBytes } = options;
  return {
    async look(path, input) {
      try {
        const found = await find((await account.container(container)).getBlobClient(path));
        const look = await lookAtContent(found, input, maxTextBytes);
        return withPlace(look, path, found);
      } catch (error) {
        if (blobErrorCode(error) !== "BlobNotFound") {
          throw blobFailure(error, account.host, `reading ${container}/${path}`);
        }
        const detail = `The blob ${container}/${path} is gone: it was deleted or moved since it arrived. Deliver it again.`;
        return { kind: "unreadable", unreadable: { path, problem: "missing", detail } };
      }
    },
  };
}

async function find(blob: BlobClient): Promise<Found> {
  const { contentLength, etag, lastModified } = await blob.getProperties();
  if (contentLength === undefined || etag === undefined || lastModified === undefined) {
    throw new Error(`${blob.name} was answered without its size, ETag or time.`);
  }
  return { blob, bytes: contentLength, etag, modifiedAt: lastModified.toISOString() };
}

async function lookAtContent(
  found: Found,
  input: ModelDefinition["input"],
  maxTextBytes: number,
): Promise<ContentLook> {
  const { bytes, etag } = found;
  if (bytes === 0) return unreadable("empty", "The file has 0 bytes. Write it again.");
  if (input.format === "parquet") {
    const read = (start: number, end: number) => readRange(found, start, end);
    return lookAtParquet({ bytes, etag, read });
  }
  if (bytes > maxTextBytes) {
    return unreadable(
      "tooLarge",
      `The file has ${bytes} bytes; text is read to the end only up to ${maxTextBytes}. Write Parquet, whose footer tells all, or split the file.`,
    );
  }
  const stream = await openStream(found);
  return input.format === "csv" ? lookAtCsv(stream, input) : lookAtJsonLines(stream, input);
}

async function readRange({ blob, etag }: Found, start: number, end: number): Promise<Uint8Array> {
  const conditions = { ifMatch: etag };
  return blob.downloadToBuffer(start, end - start, { conditions });
}

async function openStream({ blob, etag }: Found): Promise<TextSource> {
  const { readableStreamBody } = await blob.download(0, undefined, {
    conditions: { ifMatch: etag },
    maxRetryRequests: 5,
  });
  if (readableStreamBody === undefined)
    throw new Error(`${blob.name} was answered without a body.`);
  return readableStreamBody;
}

function withPlace(look: ContentLook, path: string, { bytes, modifiedAt }: Found): FileLook {
  if (look.kind === "unreadable") {
    const { problem, detail } = look;
    return { kind: "unreadable", unreadable: { path, problem, detail } };
  }
  return {
    kind: "facts",
    facts: {
      path,
      bytes: { kind: "known", value: bytes },
      modifiedAt: { kind: "known", value: modifiedAt },
      ...look.content,
    },
  };
}
