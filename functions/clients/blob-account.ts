import type { TokenCredential } from "@azure/core-auth";
import type { BlobServiceClient, ContainerClient } from "@azure/storage-blob";
import { isLoopback } from "./loopback.ts";

/** Azurite's public development account: a name and key that everybody knows, good on loopback alone. */
const developmentAccount = "devstoreaccount1";
const developmentKey =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/** The blob account of the lake. */
export interface BlobAccount {
  /** Host and port, for messages. */
  host: string;
  container(name: string): Promise<ContainerClient>;
}

/**
 * Creates the access to the lake's blob account: by identity over https, or with the development key on
 * loopback. Throws where the URL is neither, or carries a key. The library is loaded with the first call.
 */
export function createBlobAccount(options: {
  /** Blob endpoint, such as `https://account.blob.core.windows.net`. */
  lakeUrl: string;
  /** Who calls; read where the URL is not loopback. */
  credential: TokenCredential | null;
}): BlobAccount {
  const url = checkLakeUrl(options.lakeUrl);
  const { credential } = options;
  if (credential === null && !isLoopback(url.href)) {
    throw new Error(
      `Lake: NIGHTSHIFT_LAKE_URL is "${url.origin}" and no identity is given; keys are for loopback only. Set NIGHTSHIFT_IDENTITY_CLIENT_ID.`,
    );
  }
  let loading: Promise<BlobServiceClient> | null = null;
  return {
    host: url.host,
    async container(name) {
      loading ??= load(url.href.replace(/\/$/, ""), credential);
      return (await loading).getContainerClient(name);
    },
  };
}

async function load(url: string, credential: TokenCredential | null): Promise<BlobServiceClient> {
  const { BlobServiceClient, StorageSharedKeyCredential } = await import("@azure/storage-blob");
  if (!isLoopback(url)) return new BlobServiceClient(url, credential ?? undefined);
  return new BlobServiceClient(
    url,
    new StorageSharedKeyCredential(developmentAccount, developmentKey),
  );
}

function checkLakeUrl(lakeUrl: string): URL {
  const url = URL.parse(lakeUrl);
  if (url === null) throw new Error("Lake: NIGHTSHIFT_LAKE_URL is not a URL; set a blob endpoint.");
  if (url.search !== "" || url.username !== "") {
    throw new Error(
      `Lake: NIGHTSHIFT_LAKE_URL for "${url.host}" carries a signature or a user; it must be the bare blob endpoint. The identity gives access.`,
    );
  }
  if (url.protocol === "https:" || isLoopback(lakeUrl)) return url;
  throw new Error(
    `Lake: NIGHTSHIFT_LAKE_URL is "${url.origin}"; it must use https. Plain http is for loopback only.`,
  );
}
