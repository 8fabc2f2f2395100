import { createHmac } from "node:crypto";
import { openAsBlob } from "node:fs";
import { Refusal } from "./refusal.ts";

/** Azurite's public development account: a well-known name and key that work on a loopback address only. */
const account = "devstoreaccount1";
const accountKey =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** A blob as it was written. */
export interface Uploaded {
  bytes: number;
  etag: string;
  /** ISO 8601 instant of the storage's clock. */
  modifiedAt: string;
}

/** What the platform itself writes to the lake. */
export interface BlobStore {
  /** Blob endpoint with the account's name, as NIGHTSHIFT_LAKE_URL. */
  url: string;
  /** Makes the container where it is absent. */
  createContainer(name: string): Promise<void>;
  /** Streams a file from disk into a blob, over what may be there. */
  upload(container: string, path: string, file: string): Promise<Uploaded>;
}

/** Blob endpoint of an Azurite that listens at this URL. */
export function lakeUrlOf(azuriteUrl: string): string {
  return `${azuriteUrl}/${account}`;
}

/**
 * Speaks to Azurite with a shared access signature, by plain requests: the storage client library would
 * cost the platform's process 30 MiB for two calls.
 */
export function createBlobStore(url: string): BlobStore {
  const signature = signAccount();
  return {
    url,
    async createContainer(name) {
      const response = await fetch(`${url}/${name}?restype=container&${signature}`, {
        method: "PUT",
      });
      if (response.status !== 409) await expectCreated(response, `container ${name}`);
    },
    async upload(container, path, file) {
      const body = await openAsBlob(file);
      const response = await fetch(`${url}/${container}/${escapePath(path)}?${signature}`, {
        method: "PUT",
        headers: { "x-ms-blob-type": "BlockBlob" },
        body,
      });
      await expectCreated(response, `blob ${container}/${path}`);
      return {
        bytes: body.size,
        etag: (response.headers.get("etag") ?? "").replaceAll('"', ""),
        modifiedAt: new Date(response.headers.get("last-modified") ?? "").toISOString(),
      };
    },
  };
}

async function expectCreated(response: Response, what: string): Promise<void> {
  const text = await response.text();
  if (response.status !== 201)
    throw new Refusal(`Azurite: ${what} was answered ${response.status}: ${text.slice(0, 300)}`);
}

function escapePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Account signature of https://learn.microsoft.com/rest/api/storageservices/create-account-sas. */
function signAccount(): string {
  const version = "2024-11-04";
  const expiry = "9999-12-31T00:00:00Z";
  const fields = [account, "rwdlac", "b", "sco", "", expiry, "", "https,http", version, "", ""];
  const key = Buffer.from(accountKey, "base64");
  const signature = createHmac("sha256", key).update(fields.join("\n"), "utf8").digest("base64");
  return new URLSearchParams({
    sv: version,
    ss: "b",
    srt: "sco",
    sp: "rwdlac",
    se: expiry,
    spr: "https,http",
    sig: signature,
  }).toString();
}
