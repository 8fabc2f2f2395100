import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { parseSettings } from "../functions/settings.ts";

const local = {
  NIGHTSHIFT_WORKSPACE_URL: "http://127.0.0.1:8080/",
  NIGHTSHIFT_LAKE_URL: "http://127.0.0.1:10000/devstoreaccount1",
  NIGHTSHIFT_LOCAL_TOKEN: "token",
};
const azure = {
  NIGHTSHIFT_WORKSPACE_URL: "https://adb-1.2.azuredatabricks.net",
  NIGHTSHIFT_LAKE_URL: "https://lake.blob.core.windows.net",
  NIGHTSHIFT_IDENTITY_CLIENT_ID: "client",
  NIGHTSHIFT_APPROVER_ROLE: "Nightshift.Approver",
};
const read = (environment: Record<string, string>) =>
  parseSettings(environment, { folder: "/app" });

describe("parseSettings", () => {
  it("reads the local platform and Azure, with what is safe where nothing is said", () => {
    assert.deepEqual(read(azure), {
      cataloguePath: "/app/catalogue.json",
      workspaceUrl: "https://adb-1.2.azuredatabricks.net",
      llm: null,
      mlflowUrl: null,
      lakeUrl: "https://lake.blob.core.windows.net",
      warehouseId: null,
      credential: { kind: "managedIdentity", clientId: "client" },
      pollSeconds: 15,
      webhookUrl: null,
      webhookSecret: null,
      teamsUrl: null,
      pagerDuty: null,
      pausable: [],
      approverRole: "Nightshift.Approver",
      hostAccount: null,
      serviceBusHost: null,
      eventHubsHost: null,
    });
    assert.equal(read(local).approverRole, null);
    assert.deepEqual(read(local).credential, { kind: "localToken", token: "token" });
    assert.equal(read(local).workspaceUrl, "http://127.0.0.1:8080");
  });

  it("refuses the reference to a secret that Azure could not read, instead of signing with its text", () => {
    const reference = "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/hook)";
    assert.throws(
      () => read({ ...azure, NIGHTSHIFT_WEBHOOK_SECRET: reference }),
      /1 problem\(s\):\nNIGHTSHIFT_WEBHOOK_SECRET is a reference to a Key Vault secret/,
    );
  });

  it("names everything that is missing at once, and the argument that sets it", () => {
    assert.throws(
      () => read({}),
      ({ message }: Error) =>
        [
          "NIGHTSHIFT_WORKSPACE_URL",
          "NIGHTSHIFT_LAKE_URL",
          "NIGHTSHIFT_IDENTITY_CLIENT_ID",
          "NIGHTSHIFT_APPROVER_ROLE",
        ].every((name) => message.includes(name)) && message.includes("FunctionHosting"),
    );
  });

  const refused: [string, Record<string, string>, RegExp][] = [
    [
      "a plain token beyond loopback",
      { ...azure, NIGHTSHIFT_LOCAL_TOKEN: "t" },
      /NIGHTSHIFT_LOCAL_TOKEN/,
    ],
    [
      "plain http beyond loopback",
      { ...azure, NIGHTSHIFT_LAKE_URL: "http://lake" },
      /NIGHTSHIFT_LAKE_URL/,
    ],
    ["no number of seconds", { ...local, NIGHTSHIFT_POLL_SECONDS: "soon" }, /from 0.1 to 300/],
    ["a number out of range", { ...local, NIGHTSHIFT_POLL_SECONDS: "0" }, /from 0.1 to 300/],
  ];
  for (const [name, environment, message] of refused) {
    it(`refuses ${name}`, () => assert.throws(() => read(environment), message));
  }

  it("never shows a secret", () => {
    const environment = {
      ...azure,
      NIGHTSHIFT_LOCAL_TOKEN: "hush",
      NIGHTSHIFT_WEBHOOK_URL: "ftp://hush",
    };
    assert.throws(
      () => read(environment),
      ({ message }: Error) => !message.includes("hush"),
    );
  });
});
