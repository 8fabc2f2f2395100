import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { planAppSettings } from "../../../components/plan/plan-app-settings.ts";
import { parseSettings } from "../../../functions/settings.ts";

const input = {
  os: "windows",
  packageUrl: "https://host.blob.core.windows.net/packages/app-1.zip",
  identityId: "/identities/agent",
  identityClientId: "client",
  hostAccountName: "host",
  serviceBusHost: "bus.servicebus.windows.net",
  eventHubsHost: "hub.servicebus.windows.net",
  insightsConnection: "IngestionEndpoint=https://in.example/",
  insightsAuthorization: "Authorization=AAD;ClientId=client",
  workspaceUrl: "https://adb-1.1.azuredatabricks.net",
  lakeUrl: "https://lake.blob.core.windows.net",
  pollSeconds: 15,
  approverRole: "Nightshift.Approver",
  pausable: [],
};

describe("planAppSettings", () => {
  it("says all that the app asks for, in its own words", () => {
    const settings = parseSettings(planAppSettings(input), { folder: "/app" });
    assert.equal(settings.workspaceUrl, input.workspaceUrl);
    assert.equal(settings.lakeUrl, input.lakeUrl);
    assert.equal(settings.pollSeconds, 15);
    assert.deepEqual(settings.credential, { kind: "managedIdentity", clientId: "client" });
  });

  it("says what may be said, only where it is given", () => {
    const given = {
      mlflowUrl: "https://mlflow.example",
      warehouseId: "w1",
      webhookUrl: "https://hook.example",
      // As the app reads it: Azure has put the secret in place of the reference.
      webhookSecret: "resolved",
      pausable: ["nightly-batch", "sandbox"],
    };
    const settings = parseSettings(planAppSettings({ ...input, ...given }), { folder: "/app" });
    for (const [name, value] of Object.entries(given)) {
      assert.deepEqual(Reflect.get(settings, name), value);
    }
    assert.ok(!Object.keys(planAppSettings(input)).some((name) => name.includes("WEBHOOK")));
  });

  it("names the language model only where there is one", () => {
    const llm = { llmUrl: "https://ai.openai.azure.com/openai/v1", llmModel: "gpt" };
    const price = { llmDollarsPerMillionTokens: 2.5 };
    const settings = parseSettings(planAppSettings({ ...input, ...llm, ...price }), {
      folder: "/app",
    });
    assert.deepEqual(settings.llm, {
      url: llm.llmUrl,
      model: "gpt",
      scope: "https://cognitiveservices.azure.com/.default",
      token: null,
      dollarsPerMillionTokens: 2.5,
    });
    assert.ok(!Object.keys(planAppSettings(input)).some((name) => name.includes("LLM")));
  });

  it("has no content share: Azure Files knows no identity", () => {
    const names = Object.keys(planAppSettings(input));
    assert.deepEqual(
      names.filter((name) => /CONTENTAZUREFILE|CONTENTSHARE/.test(name)),
      [],
    );
  });

  it("signs every connection in as the identity, and holds no connection string", () => {
    const settings = planAppSettings(input);
    for (const connection of ["AzureWebJobsStorage", "ServiceBus", "EventHubs"]) {
      assert.equal(settings[connection], undefined);
      assert.equal(settings[`${connection}__credential`], "managedidentity");
      assert.equal(settings[`${connection}__clientId`], "client");
    }
    assert.doesNotMatch(
      JSON.stringify(settings),
      /AccountKey|SharedAccess|sig=|InstrumentationKey/,
    );
  });

  it("reads the package with the identity, from a URL and never from a share", () => {
    const settings = planAppSettings(input);
    assert.equal(settings.WEBSITE_RUN_FROM_PACKAGE, input.packageUrl);
    assert.equal(settings.WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID, input.identityId);
  });

  it("takes Node 24 from a setting on Windows alone", () => {
    assert.equal(planAppSettings(input).WEBSITE_NODE_DEFAULT_VERSION, "~24");
    assert.equal(
      planAppSettings({ ...input, os: "linux" }).WEBSITE_NODE_DEFAULT_VERSION,
      undefined,
    );
  });
});
