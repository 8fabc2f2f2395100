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
const main = join(root, "functions", "main.ts");
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
  const sources = inputs.map((path) => statSync(join(root, path)).size);
  const sourceBytes = sources.reduce((sum, bytes) => sum + bytes, 0);
  const settings = writeSettings(folder);
  const cached = { ...settings, NODE_COMPILE_CACHE: join(folder, "cache") };
  return [
    {
      name: "size of the bundle",
      value: code.length / 1024,
      unit: "KiB",
      against: { name: `its ${sources.length} sources`, value: sourceBytes / 1024 },
    },
    { name: "size of the bundle, zipped", value: gzipSync(code).length / 1024, unit: "KiB" },
    await compareLoading("to functions registered", bundle, settings),
    await compareLoading("to functions registered, with compile cache", bundle, cached),
  ];
}

/** Settings that the app starts with; it calls nothing before its first invocation. */
function writeSettings(folder: string): Record<string, string> {
  const cataloguePath = join(folder, "catalogue.json");
  writeFileSync(cataloguePath, JSON.stringify({ model: eagerModel("model") }));
  return planAppSettings({
    cataloguePath,
    workspaceUrl: "http://127.0.0.1:1",
    workspaceToken: "none",
    lakeUrl: "http://127.0.0.1:1/devstoreaccount1",
    adminToken: "none",
  });
}

/** Loads bundle and sources in turns. The first time of each fills the caches, and does not count. */
async function compareLoading(
  name: string,
  bundle: string,
  env: Record<string, string>,
): Promise<Figure> {
  const bundled: number[] = [];
  const unbundled: number[] = [];
  await load(bundle, env);
  await load(main, env);
  for (let round = 0; round < repetitions; round += 1) {
    bundled.push(await load(bundle, env));
    unbundled.push(await load(main, env));
  }
  const against = { name: "unbundled", value: medianOf(unbundled) };
  return { name, value: medianOf(bundled), unit: "ms", against };
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
