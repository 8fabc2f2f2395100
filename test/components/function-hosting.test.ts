import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { FunctionHosting, FunctionOs } from "../../components/function-hosting.ts";
import { at, only, recordResources } from "./record-resources.ts";
import { testHosting, testPlatform } from "./test-arguments.ts";

const hostingOf = (change: object = {}) =>
  recordResources(
    () =>
      new FunctionHosting("app", {
        ...testHosting,
        ...change,
      }),
  );

describe("FunctionHosting", () => {
  it("runs on Windows unless told otherwise", async () => {
    const resources = await hostingOf();
    assert.equal(at(only(resources, "web:WebApp"), "kind"), "functionapp");
    assert.equal(at(only(resources, "AppServicePlan"), "reserved"), false);
  });

  it("runs Node 24 on Linux, said where Linux reads it", async () => {
    const resources = await hostingOf({ os: FunctionOs.Linux });
    const app = only(resources, "web:WebApp");
    assert.equal(at(app, "kind"), "functionapp,linux");
    assert.equal(at(app, "siteConfig.linuxFxVersion"), "NODE|24");
    const settings = only(resources, "WebAppApplicationSettings");
    assert.equal(at(settings, "properties.WEBSITE_NODE_DEFAULT_VERSION"), undefined);
  });

  it("spreads over zones with as many instances as it is told", async () => {
    const resources = await hostingOf({ zoneRedundant: true, minInstances: 3, maxInstances: 9 });
    const plan = only(resources, "AppServicePlan");
    assert.equal(at(plan, "zoneRedundant"), true);
    assert.equal(at(plan, "sku.capacity"), 3);
    assert.equal(at(plan, "maximumElasticWorkerCount"), 9);
  });

  it("lets in the named groups alone, where any are named", async () => {
    const signIn = {
      ...testPlatform.signIn,
      allowedGroups: ["00000000-0000-0000-0000-000000000009"],
    };
    const auth = only(await hostingOf({ signIn }), "WebAppAuthSettingsV2");
    const validation = "identityProviders.azureActiveDirectory.validation";
    assert.deepEqual(
      at(auth, `${validation}.defaultAuthorizationPolicy.allowedPrincipals.groups`),
      ["00000000-0000-0000-0000-000000000009"],
    );
    assert.equal(
      at(auth, "identityProviders.azureActiveDirectory.registration.openIdIssuer"),
      `https://login.microsoftonline.com/${testPlatform.signIn.tenantId}/v2.0`,
    );
  });

  it("refers to the webhook's key in its vault and never holds it", async () => {
    const webhookSecretUri = "https://v.vault.azure.net/secrets/hook";
    const settings = only(await hostingOf({ webhookSecretUri }), "WebAppApplicationSettings");
    assert.equal(
      at(settings, "properties.NIGHTSHIFT_WEBHOOK_SECRET"),
      "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/hook)",
    );
  });
});
