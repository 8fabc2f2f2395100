import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { bundleFunctions } from "../components/bundle-functions.ts";
import { planAppSettings } from "../local/platform/app-settings.ts";
import { eagerModel } from "../test/slow/crash/house.ts";
import type { Bench, Figure } from "./judge-figures.ts";
import { medianOf } from "./share-of.ts";

const repetitions = 7;
const root = fileURLToPath(new URL("..", import.meta.url));
const loader = fileURLToPath(new URL("load-app.ts", import.meta.url));

/** What a cold start costs, and what bundling saves of it. */
export const start: Bench = {
  name: "start",
  about: `From the start of \`node\` to all functions registered, bundled against the sources and their npm packages; medians of ${repetitions}`,
  limits: [],
  async measure() {
    const folder = mkdtempSync(join(tmpdir(), "nightshift-bench-"));
    try {
      return await measureIn(folder);
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
};

async function measureIn(folder: string): Promise<Figure[]> {
  const { code, inputs } = await bundleFunctions();
  const bundle = join(folder, "main.cjs");
  writeFileSync(bundle, code);
  const cataloguePath = join(folder, "catalogue.json");
  writeFileSync(cataloguePath, JSON.stringify({ model: eagerModel("model") }));
  const settings = planAppSettings({
    cataloguePath,
    ...{ workspaceUrl: "http://127.0.0.1:1", workspaceToken: "none" },
    ...{ lakeUrl: "http://127.0.0.1:1/devstoreaccount1", adminToken: "none" },
  });
  const sources = join(root, "functions", "main.ts");
  const cache = { NODE_COMPILE_CACHE: join(folder, "cache") };
  const cases: Record<string, { app: string; env: Record<string, string>; times: number[] }> = {
    bundled: { app: bundle, env: settings, times: [] },
    sources: { app: sources, env: settings, times: [] },
    bundledCached: { app: bundle, env: { ...settings, ...cache }, times: [] },
    sourcesCached: { app: sources, env: { ...settings, ...cache }, times: [] },
  };
  // The first of each fills the caches, and does not count.
  for (let round = 0; round <= repetitions; round += 1)
    for (const { app, env, times } of Object.values(cases)) times.push(await load(app, env));
  const of = (name: string) => medianOf(cases[name]?.times.slice(1) ?? []);
  const files = inputs.map((path) => statSync(join(root, path)).size);
  const read = files.reduce((sum, bytes) => sum + bytes, 0);
  return [
    {
      name: "size of the bundle",
      value: code.length / 1024,
      unit: "KiB",
      against: { name: `its ${files.length} sources`, value: read / 1024 },
    },
    { name: "size of the bundle, zipped", value: gzipSync(code).length / 1024, unit: "KiB" },
    {
      name: "to functions registered",
      value: of("bundled"),
      unit: "ms",
      against: { name: "unbundled", value: of("sources") },
    },
    {
      name: "to functions registered, with compile cache",
      value: of("bundledCached"),
      unit: "ms",
      against: { name: "unbundled", value: of("sourcesCached") },
    },
  ];
}

/** Milliseconds from the start of a process to its word that functions are registered. */
async function load(app: string, env: Record<string, string>): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [loader, app], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const [said] = await Promise.race([
    once(child.stdout, "data"),
    exited.then(([code]) => {
      throw new Error(`Loading ${app} ended with code ${code} and without a word.`);
    }),
  ]);
  const took = performance.now() - began;
  await exited;
  if (!(Number(said) > 0)) throw new Error(`Loading ${app} registered ${said} functions.`);
  return took;
}
