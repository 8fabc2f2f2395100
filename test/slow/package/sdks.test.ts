import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { appendFile, copyFile, cp, glob, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { after, before, type Context, describe, it } from "mocha";
import { componentNames } from "../../../build/component-schema.ts";
import { type Engine, startEngine } from "../engine/engine.ts";
import { preparePythonEnvironment, programOf } from "../python-environment.ts";
import { skipSuite } from "../skip-suite.ts";
import { type ComponentPlugin, startComponentPlugin } from "./component-plugin.ts";
import { generateSdks, sdkLanguages } from "./generated-sdks.ts";
import { installInto } from "./packed-package.ts";
import { makeAndTakeDownPerimeter, openExample } from "./perimeter-example.ts";

const run = promisify(execFile);
const pythonPackages = ["pulumi==3.270.0", "setuptools==84.2.1"];

describe("the SDKs generated from the packed library's schema", function () {
  this.timeout(600_000);
  let sdks: string;
  let engine: Engine;
  let plugin: ComponentPlugin;
  before(async function () {
    await skipWithoutGo(this);
    sdks = await generateSdks();
    engine = await startEngine();
    plugin = await startComponentPlugin(await installInto("yaml/perimeter", []));
    engine.attach("nightshift", plugin.port);
  });
  after(async () => {
    await plugin?.stop();
    await engine?.stop();
  });

  for (const language of sdkLanguages) {
    it(`have every component in ${language}`, async () => {
      const tokens = new Set<string>();
      for await (const file of glob(join(sdks, language, "**/*.{py,go,ts,cs}"))) {
        const text = await readFile(file, "utf8");
        for (const [, name = ""] of text.matchAll(/["']nightshift:index:(\w+)["']/g))
          tokens.add(name);
      }
      assert.deepEqual(
        componentNames().filter((name) => !tokens.has(name)),
        [],
      );
    });
  }

  it("let examples/python make a perimeter, change nothing the second time, and take it down", async function () {
    const environment = await preparePythonEnvironment(this, pythonPackages);
    const folder = await installWithSdk("python");
    const into = ["--target", folder, "--no-deps", "--no-index", "--no-build-isolation"];
    const sdk = join(folder, "sdks/nightshift");
    await run(programOf(environment, "python"), ["-m", "pip", "install", ...into, sdk]);
    const activated = [dirname(programOf(environment, "python"))];
    await makeAndTakeDownPerimeter(engine, await openExample(engine, folder, "python", activated));
  });

  it("let examples/go make a perimeter, change nothing the second time, and take it down", async () => {
    const folder = await installWithSdk("go");
    await pinGoModules(folder);
    await makeAndTakeDownPerimeter(engine, await openExample(engine, folder, "go"));
  });

  it("have each class and property that examples/csharp uses; no test compiles them", async () => {
    const folder = await installWithSdk("dotnet", "csharp");
    const program = await readFile(join(folder, "Program.cs"), "utf8");
    const generated = await readFile(join(folder, "sdks/nightshift/PrivateNetwork.cs"), "utf8");
    const named = (pattern: RegExp) => [...program.matchAll(pattern)].map(([, name = ""]) => name);
    assert.deepEqual(named(/new (Private\w+)/g), ["PrivateNetwork", "PrivateNetworkArgs"]);
    for (const name of named(/new (Private\w+)/g))
      assert.match(generated, new RegExp(`class ${name} `));
    const properties = [...named(/(\w+) = "/g), ...named(/perimeter\.(\w+)/g)];
    assert.equal(properties.length, 4);
    for (const name of properties)
      assert.match(generated, new RegExp(`public .*\\b${name} \\{ get;`), name);
  });

  /** Puts the example with its SDK where `pulumi package add` would. */
  async function installWithSdk(language: string, example = language): Promise<string> {
    const folder = await installInto(example, []);
    await cp(join(sdks, language), join(folder, "sdks/nightshift"), { recursive: true });
    return folder;
  }
});

async function skipWithoutGo(suite: Context): Promise<void> {
  try {
    await run("go", ["version"]);
  } catch (error) {
    skipSuite(suite, "there is no go to run Pulumi's code generators with", error);
  }
}

/** Adds the versions that the CLI is built with: Go has them compiled then. */
async function pinGoModules(folder: string): Promise<void> {
  const cli = join(import.meta.dirname, "../engine/cli");
  const pins = (await readFile(join(cli, "go.mod"), "utf8")).match(/^require \([^)]*\)/gm) ?? [];
  await appendFile(join(folder, "go.mod"), pins.join("\n"));
  await copyFile(join(cli, "go.sum"), join(folder, "go.sum"));
}
