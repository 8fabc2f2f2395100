import { testModel, testPlatform } from "./test-arguments.ts";
import { type WrongSetting, wrongValues } from "./wrong-values.ts";

const { signIn, budget } = testPlatform;
const { auc } = testModel.metrics;

/** Settings of a platform that are each wrong in one place, with what is said of it. */
export const wrongSettings: readonly WrongSetting[] = [
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
    "a language model that would get a token for Azure itself",
    {
      languageModel: {
        llmUrl: "https://evil.example.com/v1",
        llmModel: "gpt",
        llmScope: "https://management.azure.com/.default",
      },
    },
    "languageModel.llmScope",
    /acts as the app/,
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
  [
    "an address space that is none",
    { network: { addressSpace: "10.20.0.0" } },
    "network.addressSpace",
    /from \/16 to \/24/,
  ],
  [
    "subnets that overlap",
    { network: { subnets: { functions: "10.20.3.0/25" } } },
    "network.subnets.functions",
    /must not overlap the endpoints/,
  ],
  [
    "a subnet smaller than Databricks takes",
    { network: { subnets: { databricksHost: "10.20.0.0/27" } } },
    "network.subnets.databricksHost",
    /\/26 or larger/,
  ],
  ["a label of 61 characters", { label: "x".repeat(61) }, "label", /60/],
  [
    "a metric of an unknown kind",
    { models: { churn: { ...testModel, metrics: { f1: { ...auc, kind: "f1" } } } } },
    "models.churn.metrics.f1.kind",
    /proportion, auc/,
  ],
  [
    "a metric with a key that is not known",
    { models: { churn: { ...testModel, metrics: { auc: { ...auc, mininum: 0.7 } } } } },
    "models.churn.metrics.auc.mininum",
    /not known/,
  ],
  [
    "a metric whose name a run needs for itself",
    { models: { churn: { ...testModel, metrics: { auc, sample_size: { better: "higher" } } } } },
    "models.churn.metrics.sample_size",
    /runs log beside their metrics/,
  ],
  [
    "metrics of which none must improve",
    { models: { churn: { ...testModel, metrics: { auc: { ...auc, role: "guardrail" } } } } },
    "models.churn.metrics",
    /no metric with role target/,
  ],
  [
    "two models with one registered model",
    { models: { churn: testModel, other: { ...testModel, input: { path: "other" } } } },
    "models.other.registeredModel",
    /is also the registered model of churn/,
  ],
  ...wrongValues,
];
