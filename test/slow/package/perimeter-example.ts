import assert from "node:assert/strict";
import { delimiter } from "node:path";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { Engine } from "../engine/engine.ts";
import { findLanguageHost, type HostedLanguage } from "../engine/pulumi-cli.ts";

/**
 * Opens the example in a folder for the engine, which runs its programs by the host of their language and attaches to
 * what the test serves. More folders of commands come before all others.
 */
export async function openExample(
  engine: Engine,
  folder: string,
  language: HostedLanguage,
  commands: readonly string[] = [],
): Promise<Stack> {
  const host = await findLanguageHost(language);
  if (host.kind === "absent") throw new Error(`These tests need ${language}: ${host.reason}.`);
  const path = [...commands, host.folder, process.env.PATH].join(delimiter);
  return await engine.project(folder, "dev", { PATH: path });
}

/** Makes the perimeter that an example asks for, finds nothing to change after that, and takes it down. */
export async function makeAndTakeDownPerimeter(engine: Engine, stack: Stack): Promise<void> {
  const { outputs } = await stack.up();
  assert.match(outputs.endpointsSubnet?.value, /\/subnets\//);
  const made = [...engine.azure.resources.values()].map(({ type }) => type);
  assert.ok(made.includes("azure-native:network:VirtualNetwork"), made.join(", "));
  await stack.preview({ expectNoChanges: true });
  await stack.destroy();
  assert.deepEqual([...engine.azure.resources.keys()], []);
}
