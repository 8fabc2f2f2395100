import { testModel } from "./test-arguments.ts";

/** One setting that is wrong. */
export type WrongSetting = [what: string, change: object, path: string, rule: RegExp];

/** Settings that are each one wrong value: a secret where everybody reads it, or a text that Azure would refuse. */
export const wrongValues: readonly WrongSetting[] = [
  ...secretUrls(),
  ...secretTexts(),
  ...wrongTexts(),
];

/** A secret in a URL that goes to the settings of the app. */
function secretUrls(): WrongSetting[] {
  const model = (llmUrl: string) => ({ languageModel: { llmUrl, llmModel: "gpt" } });
  const hook = (webhookUrl: string) => ({ notify: { webhookUrl } });
  const slack = "https://hooks.slack.com/services/T0/B0/x";
  const random = "https://relay.example/hooks/Zm9vYmFyMTIzNDU2Nzg5MA";
  const host = "x.openai.azure.com/v1";
  return [
    [
      "a password in the model's URL",
      model(`https://u:p@${host}`),
      "languageModel.llmUrl",
      /password/,
    ],
    [
      "a key in the model's URL",
      model(`https://${host}?api-key=k`),
      "languageModel.llmUrl",
      /query/,
    ],
    [
      "a password in the webhook",
      hook("https://u:p@relay.example/x"),
      "notify.webhookUrl",
      /password/,
    ],
    ["a webhook of Slack", hook(slack), "notify.webhookUrl", /secret in its path/],
    ["a webhook opened by its path", hook(random), "notify.webhookUrl", /secret in its path/],
    [
      "a pager called in the open, with a key",
      { notify: { pagerDutyUrl: "http://pager.example?key=secret" } },
      "notify.pagerDutyUrl",
      /https/,
    ],
    ["an MLflow server in the open", { mlflowUrl: "http://mlflow.example" }, "mlflowUrl", /https/],
    ["an address of Azure that is none", { managementUrl: "not a url" }, "managementUrl", /https/],
  ];
}

/** A secret in what every run of a job shows. */
function secretTexts(): WrongSetting[] {
  const secret = (part: string, key: string, value: string): WrongSetting => [
    `a secret as ${part} ${key}`,
    { models: { churn: { ...testModel, training: { program: "/p", [part]: { [key]: value } } } } },
    `models.churn.training.${part}.${key}`,
    /must not be a secret/,
  ];
  return [
    secret("parameters", "db_password", "x"),
    secret("parameters", "apiKey", "x"),
    secret("parameters", "storage", "DefaultEndpointsProtocol=https;AccountKey=x"),
    secret("parameters", "database", "postgres://u:p@db.example/x"),
    secret("sparkConfiguration", "fs.azure.account.key.lake.dfs.core.windows.net", "x"),
  ];
}

/** A text, address or id that Azure would refuse half-way through the deployment. */
function wrongTexts(): WrongSetting[] {
  const network = (part: object) => ({ network: part });
  const existing = { virtualNetworkId: "/v", functionsSubnetId: "f", endpointsSubnetId: "e" };
  const model = { llmModel: "gpt", llmScope: "api://x/.default" };
  return [
    ["a number as a URL", { mlflowUrl: 5 }, "mlflowUrl", /must be text/],
    [
      "a number as the model's URL",
      { languageModel: { ...model, llmUrl: 5 } },
      "languageModel.llmUrl",
      /must be text/,
    ],
    ["a model without a URL", { languageModel: model }, "languageModel.llmUrl", /must be text/],
    [
      "a firewall with a public address",
      network({ egress: "firewall", firewallAddress: "8.8.8.8" }),
      "network.firewallAddress",
      /private/,
    ],
    [
      "a firewall with no address at all",
      network({ egress: "firewall", firewallAddress: "999.1.1.1" }),
      "network.firewallAddress",
      /private/,
    ],
    [
      "a public address space",
      network({ addressSpace: "8.8.0.0/16" }),
      "network.addressSpace",
      /private/,
    ],
    [
      "zones in a group by its name",
      network({ dns: "hub", hubZonesResourceGroupId: "rg-hub" }),
      "network.hubZonesResourceGroupId",
      /id of a resource group/,
    ],
    [
      "a network by its name",
      network({ existing }),
      "network.existing.virtualNetworkId",
      /resource id/,
    ],
    [
      "a network without a subnet",
      network({ existing }),
      "network.existing.databricksHostSubnetName",
      /must be text/,
    ],
    [
      "a workspace without its URL",
      { databricks: { existing: { workspaceId: "/w" } } },
      "databricks.existing.workspaceUrl",
      /must be text/,
    ],
    [
      "a resource group that cannot be",
      { resourceGroupName: "a/b c?" },
      "resourceGroupName",
      /resource group/,
    ],
    [
      "a log workspace by its name",
      { observability: { existingLogWorkspaceId: "log-foo" } },
      "observability.existingLogWorkspaceId",
      /resource id/,
    ],
    ["a tag that is a number", { tags: { cost: 5 } }, "tags.cost", /must be text/],
  ];
}
