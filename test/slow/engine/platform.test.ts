import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { after, before, describe, it } from "mocha";
import { AgentPlatform } from "../../../components/agent-platform.ts";
import { readStack } from "../../../components/read-stack.ts";
import { type Engine, startEngine } from "./engine.ts";
import { platformConfig } from "./platform-config.ts";

async function program() {
  const platform = new AgentPlatform("nightshift", readStack());
  return { functionApp: platform.functionAppName, packageSha256: platform.packageSha256 };
}

const pack = fileURLToPath(new URL("../../../policies/pack.ts", import.meta.url));

/** What the engine did, without what stayed as it was. */
async function up(stack: Stack): Promise<Record<string, number>> {
  const { summary } = await stack.up();
  const { same: _same, ...changes } = summary.resourceChanges ?? {};
  return changes;
}

describe("AgentPlatform on the real engine", function () {
  this.timeout(180_000);
  let engine: Engine;
  let stack: Stack;
  let config: ReturnType<typeof platformConfig>;
  before(async () => {
    engine = await startEngine();
    config = platformConfig(engine.endpoint.url);
    stack = await engine.stack("dev", program, config);
  });
  after(async () => await engine.stop());

  /** What the clouds were told to do by one more up. */
  async function operationsOfUp(): Promise<string[]> {
    engine.azure.forgetOperations();
    engine.databricks.forgetOperations();
    await stack.up();
    const operations = [...engine.azure.operations, ...engine.databricks.operations];
    return operations.map(({ kind, name }) => `${kind} ${name}`);
  }

  it("previews with everything unknown, and changes nothing", async () => {
    const { changeSummary } = await stack.preview();
    assert.deepEqual(Object.keys(changeSummary), ["create"]);
    assert.equal(engine.azure.resources.size, 0);
  });

  it("recovers from a failed creation of every kind of resource, whatever stands by then", async () => {
    for (const cloud of [engine.azure, engine.databricks])
      cloud.failEachKindOnce("429 TooManyRequests");
    const failedAtOnce: number[] = [];
    // Each up makes what failed before and fails at what depends on it: as many rounds as the graph is deep.
    for (let rounds = 0; rounds < 30; rounds += 1) {
      const error = await stack.up({ continueOnError: true }).then(
        () => null,
        (refusal) => String(refusal),
      );
      if (error === null) break;
      failedAtOnce.push(error.match(/429 TooManyRequests: [\w:/-]+/g)?.length ?? 0);
    }
    for (const cloud of [engine.azure, engine.databricks]) cloud.failEachKindOnce(null);
    assert.ok(
      failedAtOnce.length > 3 && failedAtOnce.every((count) => count > 0),
      `${failedAtOnce}`,
    );
    const made = [...engine.azure.operations, ...engine.databricks.operations].map(
      ({ name }) => name,
    );
    assert.equal(made.length, new Set(made).size, "something was made twice");
  });

  it("breaks none of its own policies when it is deployed", async () => {
    await stack.up({ policyPacks: [pack] });
  });

  it("changes nothing on a second up", async () => {
    await stack.up({ expectNoChanges: true });
  });

  it("uploads the package once and has its triggers synced", () => {
    assert.equal(engine.endpoint.uploads.size, 1);
    for (const [path, digest] of engine.endpoint.uploads)
      assert.ok(path.endsWith(`/app-${digest}.zip`));
    assert.equal(engine.endpoint.syncs.length, 1);
  });

  it("knows every type that the program makes", () => {
    assert.deepEqual([...engine.azure.strangers, ...engine.databricks.strangers], []);
  });

  it("keeps no secret in the state", async () => {
    const { deployment } = await stack.exportStack();
    const text = JSON.stringify(deployment);
    for (const secret of [
      /AccountKey=/i,
      /SharedAccessKey=/i,
      /[?&]sig=/,
      /password"\s*:/i,
      /dapi[0-9a-f]{32}/,
    ]) {
      assert.doesNotMatch(text, secret);
    }
  });

  it("touches only the package and its setting for a changed threshold", async () => {
    const models = { ...config["nightshift:models"] };
    models.revenue = { ...models.revenue, gate: { confidence: 0.95 } };
    await stack.setConfig("nightshift:models", { value: JSON.stringify(models) });
    assert.deepEqual(await operationsOfUp(), ["update nightshift-functions-settings"]);
  });

  it("scales the app by its plan alone", async () => {
    await stack.setConfig("nightshift:hosting", { value: JSON.stringify({ maxInstances: 7 }) });
    assert.deepEqual(await operationsOfUp(), ["update nightshift-functions-plan"]);
  });

  it("makes only the new model's resources, and updates the package", async () => {
    const models = { ...config["nightshift:models"] };
    models.delays = {
      ...models.revenue,
      registeredModel: "main.ml.delays",
      input: { path: "delays" },
    };
    await stack.setConfig("nightshift:models", { value: JSON.stringify(models) });
    const operations = await operationsOfUp();
    const others = operations.filter((operation) => !operation.includes("delays"));
    assert.deepEqual(others, ["update nightshift-functions-settings"]);
    assert.ok(operations.every((operation) => !operation.startsWith("remove")));
    assert.ok(operations.length > 1, `${operations}`);
  });

  it("finds and mends what somebody changed by hand", async () => {
    engine.azure.drift("nightshift-lake-account", (inputs) => ({
      ...inputs,
      allowSharedKeyAccess: true,
    }));
    await stack.refresh();
    assert.deepEqual(await up(stack), { update: 1 });
    const lake = [...engine.azure.resources.values()].find(
      ({ name }) => name === "nightshift-lake-account",
    );
    assert.equal(lake?.inputs.allowSharedKeyAccess, false);
  });

  it("goes in one go", async () => {
    await stack.destroy();
    assert.deepEqual([...engine.azure.resources.keys()], []);
    assert.deepEqual([...engine.databricks.resources.keys()], []);
  });
});
