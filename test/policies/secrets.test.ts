import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { judgeBroken } from "./judge-broken.ts";

const key = "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=c2VjcmV0c2VjcmV0";
const task = (settings: object) => [{ taskKey: "t", ...settings }];
const cluster = (settings: object) => ({ numWorkers: 1, policyId: "p", ...settings });
const account = "fs.azure.account.key.lake.dfs.core.windows.net";

describe("settings-disallow-secrets", () => {
  for (const [place, type, path, value] of [
    ["a slot's setting", "web:WebAppSlot", "siteConfig.appSettings", [{ name: "S", value: key }]],
    ["a slot's settings", "web:WebAppApplicationSettingsSlot", "properties.S", key],
    ["connection strings", "web:WebAppConnectionStrings", "properties.Main.value", key],
    ["a slot's", "web:WebAppConnectionStringsSlot", "properties.Main.value", "Server=s;Password=h"],
    [
      "an app's connection string",
      "web:WebApp",
      "siteConfig.connectionStrings",
      [{ name: "Main", connectionString: key }],
    ],
    [
      "a task's environment",
      "databricks:Job",
      "tasks",
      task({ newCluster: cluster({ sparkEnvVars: { DB_PASSWORD: "hunter2" } }) }),
    ],
    [
      "a looped task's Spark settings",
      "databricks:Job",
      "tasks",
      task({ forEachTask: { task: { newCluster: cluster({ sparkConf: { [account]: "k" } }) } } }),
    ],
    ["a cluster's Spark settings", "databricks:Cluster", "sparkConf", { [account]: "c2VjcmV0" }],
    ["a job's parameter", "databricks:Job", "parameters", [{ name: "db_password", default: "h" }]],
    [
      "a notebook's parameter",
      "databricks:Job",
      "tasks",
      task({ notebookTask: { baseParameters: { db_password: "h" } } }),
    ],
    [
      "a program's argument",
      "databricks:Job",
      "tasks",
      task({ sparkPythonTask: { parameters: ["--db_password=hunter2"] } }),
    ],
    [
      "a program's pair of arguments",
      "databricks:Job",
      "tasks",
      task({ sparkPythonTask: { parameters: ["--db_password", "hunter2"] } }),
    ],
    ["a URL", "web:WebAppApplicationSettings", "properties.U", "https://u:p@x.example/v1"],
    [
      "a URL's key",
      "web:WebAppApplicationSettings",
      "properties.U",
      "https://x/v1?api-key=12345678",
    ],
  ] as const) {
    it(`finds a secret in ${place}`, () => {
      const [found, ...others] = judgeBroken("settings-disallow-secrets", type, path, value);
      assert.ok(found, "the secret passes");
      assert.deepEqual(others, []);
      for (const secret of ["hunter2", "c2VjcmV0", "12345678"]) assert.ok(!found.includes(secret));
    });
  }

  for (const [place, type, path, value] of [
    [
      "a reference to Key Vault",
      "web:WebAppConnectionStrings",
      "properties.Main.value",
      "@Microsoft.KeyVault(SecretUri=https://v/secrets/s)",
    ],
    ["a secret scope", "databricks:Cluster", "sparkConf", { [account]: "{{secrets/scope/key}}" }],
    [
      "a job parameter that is passed on",
      "databricks:Job",
      "tasks",
      task({ sparkPythonTask: { parameters: ["--api_key={{job.parameters.api_key}}"] } }),
    ],
    ["an empty default", "databricks:Job", "parameters", [{ name: "db_password", default: "" }]],
  ] as const) {
    it(`lets ${place} stand`, () => {
      assert.deepEqual(judgeBroken("settings-disallow-secrets", type, path, value), []);
    });
  }
});
