import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { after, before, describe, it } from "mocha";
import { type Engine, startEngine } from "../engine/engine.ts";
import { type ComponentPlugin, startComponentPlugin } from "./component-plugin.ts";
import { installInto } from "./packed-package.ts";
import { makeAndTakeDownPerimeter, openExample } from "./perimeter-example.ts";

interface Project {
  folder: string;
  stack: Stack;
}

describe("examples/yaml with the packed library", function () {
  this.timeout(300_000);
  let engine: Engine;
  let plugin: ComponentPlugin;
  let perimeter: Project;
  let platform: Project;
  before(async () => {
    engine = await startEngine();
    const folders = {
      perimeter: await installInto("yaml/perimeter", []),
      platform: await installInto("yaml/platform", []),
    };
    plugin = await startComponentPlugin(folders.platform);
    engine.attach("nightshift", plugin.port);
    perimeter = await openProject(engine, folders.perimeter);
    platform = await openProject(engine, folders.platform);
  });
  after(async () => {
    await plugin?.stop();
    await engine?.stop();
  });

  it("makes a perimeter of five lines, changes nothing the second time, and takes it down", async () => {
    await makeAndTakeDownPerimeter(engine, perimeter.stack);
  });

  it("refuses an argument that a component does not have", async () => {
    await edit(perimeter, "label: ml-dev", "label: ml-dev, lable: ml-dev");
    await assert.rejects(perimeter.stack.preview(), /lable does not exist/);
  });

  it("tells every mistake in the settings of a platform at once, before anything is made", async () => {
    const mistaken = platform;
    const right = await edit(mistaken, "approverRole: Nightshift.Approver", 'approverRole: ""');
    await edit(mistaken, "better: lower", "better: smaller");
    await assert.rejects(
      mistaken.stack.up(),
      (error) => /signIn\.approverRole/.test(`${error}`) && /rmse\.better/.test(`${error}`),
    );
    assert.deepEqual([...engine.azure.resources.keys()], []);
    await writeFile(projectFile(mistaken), right);
  });

  it("makes the whole platform, uploads its package and changes nothing the second time", async () => {
    const onEmulator = `protect: false\n      settleSeconds: 0\n      managementUrl: ${engine.endpoint.url}`;
    await edit(platform, "location: westeurope", `location: westeurope\n      ${onEmulator}`);
    await platform.stack.up();
    assert.ok(engine.azure.resources.size > 100, `${engine.azure.resources.size}`);
    assert.equal(engine.endpoint.uploads.size, 1);
    await platform.stack.preview({ expectNoChanges: true });
  });
});

async function openProject(engine: Engine, folder: string): Promise<Project> {
  return { folder, stack: await openExample(engine, folder, "yaml") };
}

/** Changes the project's file in one place and answers with what it was. */
async function edit(project: Project, text: string, by: string): Promise<string> {
  const before = await readFile(projectFile(project), "utf8");
  assert.ok(before.includes(text), `${text} is not in ${before}`);
  await writeFile(projectFile(project), before.replace(text, by));
  return before;
}

function projectFile({ folder }: Project): string {
  return join(folder, "Pulumi.yaml");
}
