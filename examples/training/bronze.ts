import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** Azurite's account and key, the same on every machine: https://learn.microsoft.com/azure/storage/common/storage-use-azurite */
const account = "devstoreaccount1";
const accountKey =
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
const storageScope = "https://storage.azure.com/.default";

/**
 * Reads one file of the bronze container whole. The root is an https URL (read with the identity of the job), a
 * loopback http URL (Azurite), or a `file:` URL of a folder. Throws where the file is not there.
 */
export async function readBronze(root: string, path: string): Promise<Uint8Array> {
  const escaped = path.split("/").map(encodeURIComponent).join("/");
  const url = new URL(`${root.replace(/\/$/, "")}/${escaped}`);
  try {
    return url.protocol === "file:" ? await readFile(fileURLToPath(url)) : await download(url);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Bronze file ${path}: it cannot be read below ${root} (${reason}). The arrival and every file that the champion was measured on must still be there.`,
      { cause: error },
    );
  }
}

/** One plain request: the storage client library would cost the job 30 MiB. */
async function download(url: URL): Promise<Uint8Array> {
  const headers = { "x-ms-date": new Date().toUTCString(), "x-ms-version": "2024-11-04" };
  const isLocal = ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
  const authorization = isLocal ? signRead(url, headers) : await authorizeAsJob(url);
  const response = await fetch(url, { headers: { ...headers, authorization } });
  if (!response.ok) throw new Error(`HTTP ${response.status} ${codeOf(await response.text())}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** Error code of the XML that blob storage answers. */
function codeOf(body: string): string {
  return /<Code>(\w+)<\/Code>/.exec(body)?.[1] ?? body.slice(0, 300);
}

/** Shared Key of https://learn.microsoft.com/rest/api/storageservices/authorize-with-shared-key: a GET leaves 11 fields empty. */
function signRead(url: URL, headers: Record<string, string>): string {
  const fields = ["GET", ...Array.from({ length: 11 }, () => "")];
  const named = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const text = [...fields, ...named, `/${account}${url.pathname}`].join("\n");
  const key = Buffer.from(accountKey, "base64");
  return `SharedKey ${account}:${createHmac("sha256", key).update(text).digest("base64")}`;
}

async function authorizeAsJob(url: URL): Promise<string> {
  if (url.protocol !== "https:") throw new Error(`${url.origin}: it must be https.`);
  const { DefaultAzureCredential } = await import("@azure/identity");
  const { token } = await new DefaultAzureCredential().getToken(storageScope);
  return `Bearer ${token}`;
}
