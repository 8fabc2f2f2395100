import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as operationalinsights from "@pulumi/azure-native/operationalinsights/index.js";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { after, before, describe, it } from "mocha";
import { type Engine, startEngine } from "../engine/engine.ts";
import { type LanguageHost, startLanguageHost } from "../engine/language-host.ts";
import { installInto } from "./packed-package.ts";

const run = promisify(execFile);

describe("examples/consumer with the packed library", function () {
  this.timeout(300_000);
  let folder: string;
  let engine: Engine;
  let host: LanguageHost;
  let stack: Stack;
  before(async () => {
    folder = await installInto("consumer", ["typescript", "@types/node"]);
    engine = await startEngine();
    host = await startLanguageHost();
    const attached = { PULUMI_DEBUG_LANGUAGES: `nodejs:${host.port}` };
    stack = await engine.project(folder, "dev", attached);
  });
  after(async () => {
    await host?.stop();
    await engine?.stop();
  });

  it("compiles against the published types", async () => {
    await run("tsc", ["-p", folder]);
  });

  it("previews the whole platform, and the installed policies let it pass", async () => {
    const { changeSummary } = await stack.preview({ policyPacks: [packIn(folder)] });
    assert.deepEqual(Object.keys(changeSummary), ["create"]);
    assert.ok((changeSummary.create ?? 0) > 150, JSON.stringify(changeSummary));
  });

  it("brings policies that stop any stack, where they are told to be stricter", async () => {
    const settings = join(folder, "policies.json");
    const stricter = { "resources-require-tags": { enforcementLevel: "mandatory" } };
    await writeFile(settings, JSON.stringify(stricter));
    const bare = async () => {
      new operationalinsights.Workspace("logs", {
        resourceGroupName: "ml-dev",
        features: { disableLocalAuth: true },
      });
    };
    const another = await engine.stack("another", bare, {});
    const broken: string[] = [];
    const preview = another.preview({
      policyPacks: [packIn(folder)],
      policyPackConfigs: [settings],
      onEvent: ({ policyEvent }) => {
        if (policyEvent?.enforcementLevel === "mandatory") broken.push(policyEvent.policyName);
      },
    });
    await assert.rejects(preview);
    assert.deepEqual(broken, ["resources-require-tags"]);
  });
});

function packIn(folder: string): string {
  return join(folder, "node_modules/pulumi-nightshift/dist/policies/pack.js");
}
