import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { basename } from "node:path";
import { containers, queues } from "../../functions/core/names.ts";
import type { BlobStore } from "./blob-store.ts";
import type { HostAdmin } from "./host-admin.ts";
import { Refusal } from "./refusal.ts";

/** A file that lands in bronze. */
export interface Drop {
  /** Folder of the model inside bronze: `input.path` of its definition. */
  folder: string;
  /** Path on disk. */
  file: string;
  /** Name it lands under. @default the file's own name */
  as?: string | undefined;
  /** What the event's id is made from, beside the path; the same makes a duplicate. @default the blob's ETag */
  key?: string | undefined;
}

/** A file that has landed. */
export interface Landed {
  /** Path below the bronze container. */
  path: string;
  bytes: number;
  /** ISO 8601 instant of the storage's clock. */
  at: string;
}

/** Uploads a file and announces it as Event Grid does: BlobCreated, on the queue of arrivals. */
export async function dropFile(store: BlobStore, host: HostAdmin, drop: Drop): Promise<Landed> {
  expectFile(drop.file);
  const name = drop.as ?? basename(drop.file);
  expectName(name);
  const path = `${drop.folder}/${name}`;
  const { bytes, etag, modifiedAt } = await store.upload(containers.bronze, path, drop.file);
  const key = `${path}\n${drop.key ?? etag}`;
  const event = {
    id: createHash("sha256").update(key).digest("hex").slice(0, 32),
    topic: "/local/nightshift",
    subject: `/blobServices/default/containers/${containers.bronze}/blobs/${path}`,
    eventType: "Microsoft.Storage.BlobCreated",
    eventTime: modifiedAt,
    dataVersion: "",
    metadataVersion: "1",
    data: {
      api: "PutBlob",
      contentType: "application/octet-stream",
      contentLength: bytes,
      blobType: "BlockBlob",
      eTag: etag,
      url: `${store.url}/${containers.bronze}/${path}`,
    },
  };
  await host.send(queues.bronzeArrivals, [{ body: event, messageId: event.id }]);
  return { path, bytes, at: modifiedAt };
}

function expectName(name: string): void {
  if (name.split(/[/\\]/).every((segment) => segment !== "" && !/^\.{1,2}$/.test(segment))) return;
  throw new Refusal(
    `Name ${JSON.stringify(name)}: it has a segment that leads elsewhere. Give a name inside the model's folder.`,
  );
}

function expectFile(file: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found) throw new Refusal(`File ${file}: it does not exist. Check the path.`);
  if (!found.isFile()) throw new Refusal(`File ${file}: it is a folder; drop one file at a time.`);
}
