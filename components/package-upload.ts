import type * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "./dynamic-resource.ts";

interface UploadInputs {
  /** URL of the container, without a slash at its end. */
  containerUrl: string;
  /** `app-<sha256>.zip`: the name is the content, so a blob of that name never changes. */
  blobName: string;
  /** Where the zip lies on this machine; not compared, since it differs from machine to machine. */
  file: string;
}

async function readPackage(inputs: UploadInputs): Promise<Uint8Array<ArrayBuffer>> {
  const { readFile } = await import("node:fs/promises");
  const { createHash } = await import("node:crypto");
  const body = new Uint8Array(await readFile(inputs.file));
  const digest = createHash("sha256").update(body).digest("hex");
  if (inputs.blobName === `app-${digest}.zip`) return body;
  throw new Error(
    `PackageUpload: ${inputs.file} has the digest ${digest}, not the one that ${inputs.blobName} names. Run pulumi up again, so that it is built anew.`,
  );
}

/** Signed in to Entra ID as whoever runs Pulumi: the account takes no key. */
async function putBlob(url: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const { DefaultAzureCredential } = await import("@azure/identity");
  const { protocol, hostname } = new URL(url);
  if (protocol !== "https:" && hostname !== "127.0.0.1") {
    throw new Error(`PackageUpload: containerUrl leads to ${url}; it must be https.`);
  }
  const { token } = await new DefaultAzureCredential().getToken(
    "https://storage.azure.com/.default",
  );
  const headers = {
    authorization: `Bearer ${token}`,
    "content-type": "application/zip",
    "if-none-match": "*",
    "x-ms-blob-type": "BlockBlob",
    "x-ms-version": "2025-01-05",
  };
  const signal = AbortSignal.timeout(300_000);
  const answer = await fetch(url, { method: "PUT", headers, body, signal });
  // A blob that is there already is this one: its name says so. Other conflicts, such as a container being deleted, stored nothing.
  if (answer.ok || answer.headers.get("x-ms-error-code") === "BlobAlreadyExists") return;
  throw new Error(
    `PackageUpload: ${url} answered ${answer.status} ${(await answer.text()).slice(0, 300)}. The account is private and takes no key: run Pulumi inside the network, as the principal that "deployer" names.`,
  );
}

async function create(inputs: UploadInputs) {
  const url = `${inputs.containerUrl}/${inputs.blobName}`;
  await putBlob(url, await readPackage(inputs));
  return { id: url, outs: { ...inputs, url } };
}

async function diff(_id: string, olds: UploadInputs, news: UploadInputs) {
  const moved = olds.containerUrl !== news.containerUrl;
  const changed = olds.blobName !== news.blobName;
  const replaces = [...(moved ? ["containerUrl"] : []), ...(changed ? ["blobName"] : [])];
  return { changes: moved || changed, replaces, deleteBeforeReplace: false };
}

const provider = { operations: [create, diff], helpers: [readPackage, putBlob] };

/** A function package in its private container. A new package is a new blob; the running one stays for a rollback. */
export class PackageUpload extends DynamicResource {
  /** URL of the uploaded package. */
  declare readonly url: pulumi.Output<string>;

  constructor(
    name: string,
    args: { [key in keyof UploadInputs]: pulumi.Input<UploadInputs[key]> },
    opts: pulumi.CustomResourceOptions,
  ) {
    super("PackageUpload", name, { ...args, url: undefined }, provider, opts);
  }
}
