import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "mocha";
import { parse } from "yaml";
import { planPlatform } from "../../../components/plan/plan-platform.ts";
import { stackSettings } from "../../../components/plan/stack-settings.ts";
import { testModel, testPlatform } from "../test-arguments.ts";

const mistakesOf = (input: unknown) => {
  const planned = planPlatform(input);
  return planned.kind === "refused" ? planned.mistakes : [];
};

describe("planPlatform", () => {
  it("plans the least that a platform is made from", () => {
    assert.equal(planPlatform(testPlatform).kind, "planned");
  });

  const { signIn, budget } = testPlatform;
  const cases: [what: string, change: object, path: string, rule: RegExp][] = [
    [
      "no approver role",
      { signIn: { ...signIn, approverRole: undefined } },
      "signIn.approverRole",
      /must be text/,
    ],
    [
      "an approver role that is no role",
      { signIn: { ...signIn, approverRole: "any one" } },
      "signIn.approverRole",
      /app role/,
    ],
    ["a region without EP1", { location: "polarnorth" }, "location", /EP1/],
    ["a region by its display name", { location: "West Europe" }, "location", /like westeurope/],
    [
      "Linux where only Windows is offered",
      { location: "southindia", hosting: { os: "linux" } },
      "location",
      /EP1\) on linux/,
    ],
    [
      "more instances than the region allows",
      { location: "southafricawest", hosting: { maxInstances: 21 } },
      "hosting.maxInstances",
      /at most 20/,
    ],
    [
      "fewer instances than zones",
      { hosting: { zoneRedundant: true } },
      "hosting.minInstances",
      /3 or more/,
    ],
    [
      "a hub that overlaps",
      { network: { otherSpaces: ["10.20.0.0/16"] } },
      "network.otherSpaces.0",
      /must not overlap/,
    ],
    [
      "a subnet too small for the instances",
      { network: { subnets: { functions: "10.20.2.0/28" } }, hosting: { maxInstances: 10 } },
      "network.subnets.functions",
      /hold 25 addresses/,
    ],
    [
      "subnets too small for all models' nodes",
      {
        network: { addressSpace: "10.20.0.0/24" },
        models: { churn: { ...testModel, training: { program: "/p", maxWorkers: 100 } } },
      },
      "network.subnets.databricksHost",
      /hold 106 addresses/,
    ],
    [
      "a firewall without its address",
      { network: { egress: "firewall" } },
      "network.firewallAddress",
      /private address/,
    ],
    [
      "a hub without its zones",
      { network: { dns: "hub" } },
      "network.hubZonesResourceGroupId",
      /resource group of the hub/,
    ],
    [
      "a budget that starts in mid-month",
      { budget: { ...budget, startDate: "2026-01-15" } },
      "budget.startDate",
      /first day/,
    ],
    [
      "a budget without an owner",
      { budget: { ...budget, ownerEmails: [] } },
      "budget.ownerEmails",
      /one person/,
    ],
    ["nobody on call", { onCallEmails: [] }, "onCallEmails", /one person/],
    ["a setting that is not known", { netwrok: {} }, "netwrok", /not known/],
    [
      "a webhook with a signature",
      { notify: { webhookUrl: "https://x.example/hook?sig=abc" } },
      "notify.webhookUrl",
      /secret/,
    ],
    [
      "a secret where its address belongs",
      { notify: { webhookSecretUri: "hunter2" } },
      "notify.webhookSecretUri",
      /never the secret/,
    ],
    [
      "a public service behind a closed network",
      { notify: { pagerDutyKeySecretUri: "https://v.vault.azure.net/secrets/pager" } },
      "network.functionsReachInternet",
      /public service/,
    ],
    [
      "a language model without its name",
      { languageModel: { llmUrl: "https://ai.openai.azure.com/openai/v1" } },
      "languageModel.llmModel",
      /missing|must/,
    ],
    [
      "a language model behind an open line",
      { languageModel: { llmUrl: "http://ai.internal/v1", llmModel: "gpt" } },
      "languageModel.llmUrl",
      /https/,
    ],
    [
      "a language model that nobody says whom its token is for",
      { languageModel: { llmUrl: "https://ai.internal.example/v1", llmModel: "gpt" } },
      "languageModel.llmScope",
      /neither Azure OpenAI nor Databricks/,
    ],
    [
      "a table without a warehouse",
      { models: { churn: { ...testModel, monitoring: { table: "a.b.c" } } } },
      "databricks.warehouseId",
      /tables of churn/,
    ],
    [
      "an unknown metric direction",
      { models: { churn: { ...testModel, metrics: { auc: { better: "up", role: "target" } } } } },
      "models.churn.metrics.auc.better",
      /higher, lower/,
    ],
    [
      "two models on one path",
      { models: { churn: testModel, churn2: { ...testModel, registeredModel: "main.tests.two" } } },
      "models.churn2.input.path",
      /overlaps the folder of churn/,
    ],
  ];
  for (const [what, change, path, rule] of cases) {
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
      budget: { ...budget, startDate: "today" },
      signIn: { ...signIn, approverRole: undefined },
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

  it("leaves a network of the platform team to them", () => {
    const existing = {
      virtualNetworkId: "/v",
      functionsSubnetId: "/f",
      endpointsSubnetId: "/e",
      databricksHostSubnetName: "h",
      databricksContainerSubnetName: "c",
    };
    const network = { existing, addressSpace: "10.20.0.0/24" };
    const hosting = { maxInstances: 100 };
    assert.deepEqual(mistakesOf({ ...testPlatform, network, hosting }), []);
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
