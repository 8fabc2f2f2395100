import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { describe, it } from "mocha";
import { parse } from "yaml";
import { planPlatform } from "../../../components/plan/plan-platform.ts";
import { stackSettings } from "../../../components/plan/stack-settings.ts";
import { testModel, testPlatform } from "../test-arguments.ts";
import { wrongSettings } from "../wrong-settings.ts";

const mistakesOf = (input: unknown) => {
  const planned = planPlatform(input);
  return planned.kind === "refused" ? planned.mistakes : [];
};

describe("planPlatform", () => {
  it("plans the least that a platform is made from", () => {
    assert.equal(planPlatform(testPlatform).kind, "planned");
  });

  for (const [what, change, path, rule] of wrongSettings) {
    it(`refuses ${what}`, () => {
      const mistakes = mistakesOf({ ...testPlatform, ...change });
      const mistake = mistakes.find((it) => it.path === path);
      assert.match(mistake?.rule ?? JSON.stringify(mistakes), rule);
      assert.ok(mistake?.mend);
    });
  }

  it("tells the mistakes of all parts in one answer, whichever of them are of shape and which of sense", () => {
    const mistakes = mistakesOf({
      ...testPlatform,
      location: "polarnorth",
      subscriptionId: "mine",
      network: { otherSpaces: ["10.20.0.0/16"] },
      budget: { ...testPlatform.budget, startDate: "today" },
      signIn: { ...testPlatform.signIn, approverRole: undefined },
      models: { churn: testModel, x: testModel },
    });
    assert.deepEqual(mistakes.map((mistake) => mistake.path).toSorted(), [
      "budget.startDate",
      "location",
      "models.x",
      "models.x.input.path",
      "models.x.registeredModel",
      "network.otherSpaces.0",
      "signIn.approverRole",
      "subscriptionId",
    ]);
  });

  it("never shows what may be a secret in its message", () => {
    const notify = { webhookUrl: "https://x.example/hook?sig=SECRET", webhookSecretUri: "SECRET" };
    const mistakes = mistakesOf({ ...testPlatform, notify });
    assert.equal(mistakes.length, 2);
    assert.doesNotMatch(JSON.stringify(mistakes), /SECRET/);
  });

  it("shows no part of a URL or a parameter that may be a secret", () => {
    const training = { program: "/p", parameters: { token: "HUNTER2" } };
    const mistakes = mistakesOf({
      ...testPlatform,
      mlflowUrl: "https://me:HUNTER2@mlflow.example",
      languageModel: { llmUrl: "https://ai.example/?key=HUNTER2", llmModel: "gpt", llmScope: "a" },
      models: { churn: { ...testModel, training } },
    });
    assert.equal(mistakes.length, 3);
    assert.doesNotMatch(JSON.stringify(mistakes), /HUNTER2/);
  });

  it("takes a reference to a secret, and names that only sound like one", () => {
    const sparkConfiguration = {
      "fs.azure.account.key.lake.dfs.core.windows.net": "{{secrets/lake/key}}",
    };
    const parameters = { max_tokens: "512", tokenizer: "bpe", key_column: "id", passes: "3" };
    const training = { program: "/p", sparkConfiguration, parameters };
    assert.deepEqual(
      mistakesOf({ ...testPlatform, models: { churn: { ...testModel, training } } }),
      [],
    );
  });

  it("leaves a network of the platform team to them", () => {
    const provider = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network";
    const existing = {
      virtualNetworkId: `${provider}/virtualNetworks/v`,
      functionsSubnetId: `${provider}/virtualNetworks/v/subnets/f`,
      endpointsSubnetId: `${provider}/virtualNetworks/v/subnets/e`,
      databricksHostSubnetName: "h",
      databricksContainerSubnetName: "c",
    };
    const network = { existing, addressSpace: "10.20.0.0/24" };
    const hosting = { maxInstances: 100 };
    assert.deepEqual(mistakesOf({ ...testPlatform, network, hosting }), []);
  });

  it("takes what is known only while Pulumi runs for any text that flows through", () => {
    const later = pulumi.output("later");
    const change = {
      resourceGroupName: later,
      tags: { owner: Promise.resolve("ml") },
      network: { dns: "hub", hubZonesResourceGroupId: later },
      observability: { existingLogWorkspaceId: later },
      databricks: { existing: { workspaceId: later, workspaceUrl: later } },
      languageModel: { llmUrl: later, llmModel: later },
    };
    assert.deepEqual(mistakesOf({ ...testPlatform, ...change }), []);
  });

  it("takes a region that Azure opened since, where it is named", () => {
    const hosting = { moreRegions: ["polarnorth"] };
    assert.deepEqual(mistakesOf({ ...testPlatform, location: "polarnorth", hosting }), []);
  });

  it("counts one address for each node of all models together", () => {
    const training = { program: "/p", maxWorkers: 7 };
    const models = { churn: { ...testModel, training } };
    const planned = planPlatform({ ...testPlatform, models });
    assert.equal(planned.kind === "planned" && planned.plan.databricksNodes, 8);
  });

  for (const input of [null, undefined, 7, "text", [], {}]) {
    it(`answers ${JSON.stringify(input)} with mistakes and does not throw`, () => {
      assert.equal(planPlatform(input).kind, "refused");
    });
  }
});

describe("stackSettings", () => {
  for (const stack of ["dev", "prod"]) {
    it(`reads Pulumi.${stack}.yaml into a platform without a mistake`, () => {
      assert.deepEqual(mistakesOf(stackSettings(configOf(stack))), []);
    });
  }

  it("reads numbers, truth values, lists and maps, and leaves all else as text", () => {
    const config = {
      "azure-native:location": "westeurope",
      "azure-native:subscriptionId": "sub",
      "other:key": "ignored",
      "nightshift:settleSeconds": "30",
      "nightshift:protect": "false",
      "nightshift:label": "blue-1",
      "nightshift:salt": "{broken",
      "nightshift:tags": '{"a":"b"}',
    };
    assert.deepEqual(stackSettings(config), {
      location: "westeurope",
      subscriptionId: "sub",
      settleSeconds: 30,
      protect: false,
      label: "blue-1",
      salt: "{broken",
      tags: { a: "b" },
    });
  });

  it("has development and production differ in data alone: the same keys mean the same", () => {
    const keysOf = (stack: string) =>
      Object.keys(configOf(stack)).filter(
        (key) => key !== "nightshift:protect" && key !== "nightshift:observability",
      );
    assert.deepEqual(keysOf("dev").toSorted(), keysOf("prod").toSorted());
  });
});

/** The stack file as the engine gives it to the program: every value is a text. */
function configOf(stack: string): Record<string, string> {
  const file = readFileSync(new URL(`../../../Pulumi.${stack}.yaml`, import.meta.url), "utf8");
  const entries = Object.entries<unknown>(parse(file).config);
  return Object.fromEntries(
    entries.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
