import assert from "node:assert/strict";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { after, before, describe, it } from "mocha";
import { AgentPlatform } from "../../../components/agent-platform.ts";
import { readStack } from "../../../components/read-stack.ts";
import type { CloudResource } from "./cloud-type.ts";
import { type Engine, startEngine } from "./engine.ts";
import { platformConfig } from "./platform-config.ts";

/** A name of 60 characters. */
const long = (last: string) =>
  `${"recommendations-for-the-night-trains-of-".repeat(2).slice(0, 59)}${last}`;

/** Pairs whose first is destroyed and whose second stays. */
const pairs: readonly [leaves: string, stays: string][] = [
  ["dev", "prod"],
  [long("a"), long("b")],
];

async function program() {
  new AgentPlatform("nightshift", readStack());
}

describe("stacks in one subscription", function () {
  this.timeout(180_000);
  let engine: Engine;
  const stacks = new Map<string, Stack>();
  before(async () => {
    engine = await startEngine();
    const { url } = engine.endpoint;
    for (const [index, name] of pairs.flat().entries())
      stacks.set(name, await engine.stack(name, program, configOf(url, `catalog_${index}`)));
  });
  after(async () => await engine?.stop());

  const stack = (name: string): Stack => {
    const found = stacks.get(name);
    assert.ok(found, name);
    return found;
  };
  const resourcesOf = (name: string): CloudResource[] =>
    [...engine.azure.resources.values(), ...engine.databricks.resources.values()].filter(
      ({ urn }) => urn.startsWith(`urn:pulumi:${name}::`),
    );

  it("come up beside each other, even where 60 characters differ in the last alone", async () => {
    await Promise.all([...stacks.values()].map((it) => it.up()));
    const sizes = pairs.flat().map((name) => resourcesOf(name).length);
    assert.ok(
      sizes.every((size) => size > 130 && size === sizes[0]),
      `${sizes}`,
    );
  });

  it("leave each other whole when they are destroyed", async () => {
    const before = pairs.map(([, stays]) => structuredClone(resourcesOf(stays)));
    await Promise.all(pairs.map(([leaves]) => stack(leaves).destroy()));
    // The folder of people's programs stays.
    for (const [leaves] of pairs) {
      const left = resourcesOf(leaves).map(({ name }) => name);
      assert.deepEqual(left, ["nightshift-catalog-experiments"]);
    }
    assert.deepEqual(
      pairs.map(([, stays]) => resourcesOf(stays)),
      before,
    );
  });
});

/** The stacks share a metastore, so each names a catalog of its own, as a team does for development and production. */
function configOf(managementUrl: string, catalog: string) {
  const config = platformConfig(managementUrl);
  const { revenue } = config["nightshift:models"];
  return {
    ...config,
    "nightshift:databricks": { managedCatalog: catalog },
    "nightshift:models": { revenue: { ...revenue, registeredModel: `${catalog}.ml.revenue` } },
  };
}
