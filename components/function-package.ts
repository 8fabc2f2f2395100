import { mkdir, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { bundleFunctions, type FunctionBundle } from "./bundle-functions.ts";
import { PackageUpload } from "./package-upload.ts";
import { catalogueJson, type FunctionZip, planPackage } from "./plan/plan-package.ts";

/** Arguments of `FunctionPackage`. */
export interface FunctionPackageArgs {
  /** URL of the container that packages go to, without a slash at its end. */
  packagesUrl: pulumi.Input<string>;
  /** Model definitions by model id, as JSON: the catalogue that the app runs with. */
  catalogue: string;
}

/** The function app as one deterministic zip with its catalogue inside, named by its digest and uploaded to its container. */
export class FunctionPackage extends pulumi.ComponentResource {
  /** URL of the uploaded package. */
  readonly packageUrl: pulumi.Output<string>;
  /** SHA-256 of the package, 64 hex digits; known in a preview. */
  readonly sha256: pulumi.Output<string>;

  constructor(name: string, args: FunctionPackageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("nightshift:index:FunctionPackage", name, {}, opts);
    const built = pulumi.output(buildPackage(args.catalogue));
    const upload = new PackageUpload(
      `${name}-upload`,
      { containerUrl: args.packagesUrl, blobName: built.blobName, file: built.file },
      { parent: this },
    );
    this.packageUrl = upload.url;
    this.sha256 = built.sha256;
    this.registerOutputs({ packageUrl: this.packageUrl, sha256: this.sha256 });
  }
}

/** The bundle takes a third of a second and is the same for every platform of a program. */
let bundle: Promise<FunctionBundle> | undefined;

/** Bundles the app, zips it with its catalogue, and leaves the zip where the upload finds it. */
export async function buildPackage(
  catalogue: string,
): Promise<Omit<FunctionZip, "bytes"> & { file: string }> {
  bundle ??= bundleFunctions();
  const { code, host } = await bundle;
  const { bytes, ...named } = planPackage({
    "main.cjs": code,
    "host.json": host,
    "package.json": JSON.stringify({ name: "nightshift-app", main: "main.cjs" }),
    "catalogue.json": catalogueJson(JSON.parse(catalogue)),
  });
  const folder = path.join(tmpdir(), "nightshift-packages");
  const file = path.join(folder, named.blobName);
  await mkdir(folder, { recursive: true });
  // Another program may be reading the same package at this moment.
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, bytes);
  await rename(draft, file);
  return { ...named, file };
}
