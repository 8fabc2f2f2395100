import { chmodSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { readComponentSchema } from "./component-schema.ts";

const root = new URL("../", import.meta.url);

/**
 * Adds to the compiled sources in dist/ what the compiler does not write: the multi-language schema, and the
 * manifests with which the Pulumi engine finds the component plugin and the policy pack, and the pack's configuration.
 */
export function completePackage(): void {
  const { version } = readJson("package.json");
  for (const [folder, manifest] of [
    ["components/plugin", "PulumiPlugin.yaml"],
    ["policies", "PulumiPolicy.yaml"],
  ] as const) {
    const text = readFileSync(new URL(`${folder}/${manifest}`, root), "utf8");
    writeFileSync(new URL(`dist/${folder}/${manifest}`, root), text.replace(/\.ts$/m, ".js"));
    const { main, ...described } = readJson(`${folder}/package.json`);
    const compiled = { ...described, version, main: main.replace(/\.ts$/, ".js") };
    writeJson(`dist/${folder}/package.json`, compiled);
  }
  const dns = "policies/dns-by-azure-policy.json";
  copyFileSync(new URL(dns, root), new URL(`dist/${dns}`, root));
  // The Pulumi CLI starts a pack by its path, too.
  chmodSync(new URL("dist/policies/pack.js", root), 0o755);
  writeJson("dist/components/plugin/schema.json", readComponentSchema());
}

function readJson(path: string) {
  return JSON.parse(readFileSync(new URL(path, root), "utf8"));
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(new URL(path, root), `${JSON.stringify(value, null, 2)}\n`);
}

completePackage();
