import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Engine, startEngine } from "../test/slow/engine/engine.ts";
import { type LanguageHost, startLanguageHost } from "../test/slow/engine/language-host.ts";
import { prepareProgramFolder } from "../test/slow/engine/program-folder.ts";
import { makePassingFolder } from "../test/slow/passing-folder.ts";
import type { Bench, Figure } from "./judge-figures.ts";
import { medianOf } from "./share-of.ts";

const repetitions = 5;

/** What a change of the infrastructure makes its author wait for. */
export const infrastructure: Bench = {
  name: "infrastructure",
  about: `The repository's program with Pulumi.dev.yaml on the real engine and emulated providers; medians of ${repetitions}`,
  limits: [
    { figure: "program start to first Azure resource", atMost: 1500 },
    { figure: "preview of the whole platform", atMost: 6000 },
  ],
  async measure() {
    const engine = await startEngine();
    const host = await startLanguageHost();
    try {
      const platform = await measurePreviews(engine, host, await prepareProgramFolder());
      const smallest = await measurePreviews(engine, host, await prepareSmallestProgram());
      return compare(platform, smallest);
    } finally {
      await host.stop();
      await engine.stop();
    }
  },
};

interface Previews {
  /** Milliseconds from the start of the program's process to the first question about an Azure resource. */
  start: number;
  /** Milliseconds of the whole preview. */
  whole: number;
  resources: number;
}

function compare(platform: Previews, smallest: Previews): Figure[] {
  const name = "a program with one resource group";
  return [
    {
      name: "program start to first Azure resource",
      value: platform.start,
      unit: "ms",
      against: { name, value: smallest.start },
    },
    {
      name: "preview of the whole platform",
      value: platform.whole,
      unit: "ms",
      against: { name, value: smallest.whole },
    },
    { name: "resources in it", value: platform.resources, unit: "resources" },
  ];
}

async function measurePreviews(
  engine: Engine,
  host: LanguageHost,
  folder: string,
): Promise<Previews> {
  const attached = { PULUMI_DEBUG_LANGUAGES: `nodejs:${host.port}` };
  const stack = await engine.project(folder, "dev", attached);
  const starts: number[] = [];
  const previews: number[] = [];
  let resources = 0;
  // The first fills the disk's cache, and does not count.
  for (let round = 0; round <= repetitions; round += 1) {
    engine.azure.forgetOperations();
    const began = performance.now();
    const { changeSummary } = await stack.preview();
    previews.push(performance.now() - began);
    resources = changeSummary.create ?? 0;
    starts.push((engine.azure.firstAskedAt ?? Number.NaN) - (host.starts.at(-1) ?? Number.NaN));
  }
  return { start: medianOf(starts.slice(1)), whole: medianOf(previews.slice(1)), resources };
}

/** The least that any program on Azure costs. */
async function prepareSmallestProgram(): Promise<string> {
  const folder = makePassingFolder("bench");
  const program = `import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
new ResourceGroup("group", { location: "westeurope", resourceGroupName: "smallest" });
`;
  const project = "name: smallest\nruntime: { name: nodejs, options: { typescript: false } }\n";
  await writeFile(join(folder, "Pulumi.yaml"), project);
  await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(join(folder, "index.js"), program);
  const modules = fileURLToPath(new URL("../node_modules", import.meta.url));
  await symlink(modules, join(folder, "node_modules"));
  return folder;
}
