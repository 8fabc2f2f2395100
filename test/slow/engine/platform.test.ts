import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { after, before, describe, it } from "mocha";
import { AgentPlatform } from "../../../components/agent-platform.ts";
import { readStack } from "../../../components/read-stack.ts";
import { changesOf } from "./changes-of.ts";
import { changeApp, copyCheckout, letDaysPass } from "./copy-checkout.ts";
import { type Engine, startEngine } from "./engine.ts";
import { failEachCreation } from "./fail-each-creation.ts";
import { type LanguageHost, startLanguageHost } from "./language-host.ts";
import { platformConfig } from "./platform-config.ts";

async function program() {
  new AgentPlatform("nightshift", readStack());
}

const pack = fileURLToPath(new URL("../../../policies/pack.ts", import.meta.url));

/** The steps of a new package, and of nothing else. The old one stays where it is, for a rollback. */
const newPackage = [
  "create-replacement nightshift-package-upload",
  "delete-replaced nightshift-package-upload",
  "replace nightshift-package-upload",
  "update nightshift-functions-settings",
  "update nightshift-functions-triggers",
];

describe("AgentPlatform on the real engine", function () {
  this.timeout(180_000);
  let engine: Engine;
  let host: LanguageHost;
  let stack: Stack;
  let config: ReturnType<typeof platformConfig>;
  let checkout: string;
  let later: Stack;
  before(async () => {
    engine = await startEngine();
    host = await startLanguageHost();
    checkout = await copyCheckout();
    config = platformConfig(engine.endpoint.url);
    stack = await engine.stack("dev", program, config);
  });
  after(async () => {
    await host?.stop();
    await engine?.stop();
  });

  /** What the clouds were told to do since they forgot. */
  const operations = () => [...engine.azure.operations, ...engine.databricks.operations];
  const forgetOperations = () => {
    engine.azure.forgetOperations();
    engine.databricks.forgetOperations();
  };

  it("previews with everything unknown, and changes nothing", async () => {
    const { changeSummary } = await stack.preview();
    assert.deepEqual(Object.keys(changeSummary), ["create"]);
    assert.equal(engine.azure.resources.size, 0);
  });

  it("recovers from a failure of every single creation, and makes nothing twice", async () => {
    engine.azure.faults.failAfterCreating("nightshift-messaging-namespace");
    await failEachCreation(engine, stack);
    const made = operations().filter(({ kind }) => kind === "create");
    const failed = [...engine.azure.faults.failed, ...engine.databricks.faults.failed];
    assert.deepEqual(made.map(({ urn }) => urn).sort(), failed.sort());
    assert.deepEqual(engine.endpoint.refused, ["upload", "sync"]);
    assert.ok(made.length > 130, `${made.length}`);
  });

  it("finishes what was made by half, instead of making it again", () => {
    const updated = operations().filter(({ kind }) => kind !== "create");
    assert.deepEqual(
      updated.map(({ kind, name }) => `${kind} ${name}`),
      ["update nightshift-messaging-namespace"],
    );
  });

  it("changes nothing on the next up, and breaks none of its own policies", async () => {
    await stack.up({ expectNoChanges: true, policyPacks: [pack] });
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

  it("takes no secret of the stack file, so that none comes to the state in plain text", async () => {
    const value = JSON.stringify({ webhookUrl: "https://relay.internal/hunter2" });
    await stack.setConfig("nightshift:notify", { value, secret: true });
    await assert.rejects(stack.up(), /notify: a secret must be plain/);
    await stack.removeConfig("nightshift:notify");
    assert.doesNotMatch(JSON.stringify((await stack.exportStack()).deployment), /hunter2/);
  });

  it("touches only the package and its setting for a changed threshold", async () => {
    const models = { ...config["nightshift:models"] };
    models.revenue = { ...models.revenue, gate: { confidence: 0.95 } };
    await stack.setConfig("nightshift:models", { value: JSON.stringify(models) });
    assert.deepEqual(await changesOf(stack), newPackage);
  });

  it("scales the app by its plan alone", async () => {
    await stack.setConfig("nightshift:hosting", { value: JSON.stringify({ maxInstances: 7 }) });
    assert.deepEqual(await changesOf(stack), ["update nightshift-functions-plan"]);
  });

  it("makes only the new model's resources, and updates the package", async () => {
    const models = { ...config["nightshift:models"] };
    models.delays = {
      ...models.revenue,
      registeredModel: "main.ml.delays",
      input: { path: "delays" },
    };
    await stack.setConfig("nightshift:models", { value: JSON.stringify(models) });
    const changes = await changesOf(stack);
    const own = changes.filter((change) => /^create nightshift-.*delays/.test(change));
    assert.deepEqual(
      changes.filter((change) => !own.includes(change)),
      newPackage,
    );
    assert.ok(own.length > 5, `${own}`);
  });

  it("finds and mends what somebody changed by hand", async () => {
    engine.azure.drift("nightshift-lake-account", (inputs) => ({
      ...inputs,
      allowSharedKeyAccess: true,
    }));
    await stack.refresh();
    assert.deepEqual(await changesOf(stack), ["update nightshift-lake-account"]);
    const lake = [...engine.azure.resources.values()].find(
      ({ name }) => name === "nightshift-lake-account",
    );
    assert.equal(lake?.inputs.allowSharedKeyAccess, false);
  });

  it("rotates nothing days later, from another checkout and in another process", async () => {
    await letDaysPass(checkout, stack);
    const attached = { PULUMI_DEBUG_LANGUAGES: `nodejs:${host.port}` };
    later = await engine.project(checkout, stack.name, attached);
    forgetOperations();
    const { uploads, syncs } = engine.endpoint;
    const before = [...uploads.keys(), ...syncs];
    await later.up({ refresh: true, expectNoChanges: true });
    assert.deepEqual(operations(), []);
    assert.deepEqual([...uploads.keys(), ...syncs], before);
  });

  it("brings a new package by its upload, its setting and one sync alone", async () => {
    const { uploads, syncs } = engine.endpoint;
    const before = [...uploads.keys(), ...syncs];
    await changeApp(checkout);
    assert.deepEqual(await changesOf(later), newPackage);
    assert.deepEqual(
      operations().map(({ kind, name }) => `${kind} ${name}`),
      ["update nightshift-functions-settings"],
    );
    assert.equal(uploads.size + syncs.length, before.length + 2);
  });

  it("goes in one go, and leaves the folder of other people's programs", async () => {
    await stack.destroy();
    assert.deepEqual([...engine.azure.resources.keys()], []);
    assert.deepEqual(
      [...engine.databricks.resources.values()].map(({ name }) => name),
      ["nightshift-catalog-experiments"],
    );
  });
});
