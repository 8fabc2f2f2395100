import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { before, describe, it } from "mocha";
import { bundleFunctions } from "../../../components/bundle-functions.ts";
import { installInto, type PackedPackage, packPackage } from "./packed-package.ts";

const run = promisify(execFile);

describe("the published package", function () {
  this.timeout(180_000);
  let packed: PackedPackage;
  before(async () => {
    packed = await packPackage();
  });

  it("has no fault that publint knows", async () => {
    await run("publint", ["--strict", packed.tarball]);
  });

  it("resolves with its types for ESM and bundlers", async () => {
    await run("attw", ["--profile", "esm-only", packed.tarball]);
  });

  it("brings the components, the policies and the app, and nothing else", () => {
    const folders = new Set(packed.files.map((path) => path.split("/").slice(0, 2).join("/")));
    const expected = /^(dist\/(components|functions|policies)|functions\/.+|docs\/.+|[^/]+)$/;
    assert.deepEqual(
      [...folders].filter((folder) => !expected.test(folder)),
      [],
    );
    const strangers = packed.files.filter((path) => /(\.test\.|\.tgz$|\.map$|Pulumi\.)/.test(path));
    assert.deepEqual(strangers, []);
    assert.ok(packed.files.includes("dist/policies/dns-by-azure-policy.json"));
  });

  it("runs nothing when it is installed", async () => {
    const folder = await installInto("consumer", []);
    const manifest = await readFile(
      join(folder, "node_modules/pulumi-nightshift/package.json"),
      "utf8",
    );
    const { scripts } = JSON.parse(manifest);
    for (const name of ["preinstall", "install", "postinstall", "prepare"])
      assert.equal(scripts[name], undefined);
  });

  it("says one version in all its manifests", async () => {
    const folder = await installInto("consumer", []);
    for (const path of ["components/plugin/package.json", "policies/package.json"]) {
      const file = join(folder, "node_modules/pulumi-nightshift/dist", path);
      const { version } = JSON.parse(await readFile(file, "utf8"));
      assert.equal(version, packed.manifest.version, path);
    }
  });

  it("bundles the app to the same bytes as the repository does", async () => {
    const folder = await installInto("consumer", []);
    const installed = join(
      folder,
      "node_modules/pulumi-nightshift/dist/components/bundle-functions.js",
    );
    const { bundleFunctions: bundleInstalled } = await import(pathToFileURL(installed).href);
    const [there, here] = [await bundleInstalled(), await bundleFunctions()];
    assert.equal(digestOf(there.code), digestOf(here.code));
    assert.equal(digestOf(there.host), digestOf(here.host));
  });
});

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
