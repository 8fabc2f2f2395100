import assert from "node:assert/strict";
import { before, describe, it } from "mocha";
import { ModelResources } from "../../components/model-resources.ts";
import { UnityCatalog } from "../../components/unity-catalog.ts";
import { all, at, only, type RecordedResource, recordResources } from "./record-resources.ts";
import { testPlacement } from "./test-arguments.ts";

const training = {
  program: "/Shared/churn.py",
  programKind: "python",
  nodeType: "Standard_D4ds_v5",
  minWorkers: 1,
  maxWorkers: 4,
  sparkVersion: "16.4.x-cpu-ml-scala2.12",
  sparkConfiguration: { "spark.sql.shuffle.partitions": "8" },
  libraries: ["scikit-learn==1.7.2"],
  maxRunMinutes: 45,
  parameters: {},
};
const model = {
  modelId: "churn",
  registeredModel: "main.tests.churn",
  owner: "tests",
  training,
  servicePrincipalName: "agent-client",
  bronzeUrl: "abfss://bronze@lake.dfs.core.windows.net",
};
const resourcesOf = (change: object = {}) =>
  recordResources(() => new ModelResources("churn", { ...model, ...change }));

describe("ModelResources", () => {
  let resources: RecordedResource[];
  before(async () => {
    resources = await resourcesOf();
  });

  it("trains on a job cluster made for the run, as the definition says", () => {
    const job = only(resources, "job:Job");
    const cluster = "jobClusters.0.newCluster";
    assert.equal(at(job, "name"), "nightshift-train-churn");
    assert.equal(at(job, `${cluster}.nodeTypeId`), "Standard_D4ds_v5");
    assert.deepEqual(at(job, `${cluster}.autoscale`), { minWorkers: 1, maxWorkers: 4 });
    assert.deepEqual(at(job, `${cluster}.sparkConf`), training.sparkConfiguration);
    assert.equal(at(job, `${cluster}.policyId`), "/ids/ClusterPolicy/churn-policy");
    assert.equal(at(job, "timeoutSeconds"), 2700);
    assert.equal(at(job, "existingClusterId"), undefined);
    assert.deepEqual(at(job, "tasks.0.libraries"), [{ pypi: { package: "scikit-learn==1.7.2" } }]);
  });

  it("knows no auto-termination, which job clusters do not have", () => {
    const text = JSON.stringify(only(resources, "job:Job").inputs);
    assert.doesNotMatch(text, /autoterminationMinutes/i);
  });

  it("leaves retries to the lifecycle, which knows the class of a failure", () => {
    assert.equal(at(only(resources, "job:Job"), "tasks.0.maxRetries"), 0);
  });

  it("runs as the agent, which may run the job and no more", () => {
    const job = only(resources, "job:Job");
    assert.deepEqual(at(job, "runAs"), { servicePrincipalName: "agent-client" });
    const permissions = only(resources, "Permissions", "churn-job-permissions");
    assert.deepEqual(at(permissions, "accessControls"), [
      { servicePrincipalName: "agent-client", permissionLevel: "CAN_MANAGE_RUN" },
    ]);
  });

  it("passes every job parameter to a Python program, and the lake's address among them", () => {
    const job = only(resources, "job:Job");
    const passed = at(job, "tasks.0.sparkPythonTask.parameters");
    const parameters = at(job, "parameters");
    assert.ok(Array.isArray(passed) && Array.isArray(parameters));
    assert.equal(passed.length, parameters.length);
    assert.ok(passed.includes("--job_run_id={{job.parameters.job_run_id}}"));
    assert.ok(
      parameters.some(({ name, default: value }) => name === "bronze" && value === model.bronzeUrl),
    );
  });

  it("lets a notebook read its parameters itself", async () => {
    const notebook = await resourcesOf({ training: { ...training, programKind: "notebook" } });
    assert.deepEqual(at(only(notebook, "job:Job"), "tasks.0.notebookTask"), {
      notebookPath: "/Shared/churn.py",
      source: "WORKSPACE",
    });
  });

  it("gives the registered model to the agent and leaves its aliases alone", () => {
    const registered = only(resources, "RegisteredModel");
    assert.equal(at(registered, "owner"), "agent-client");
    assert.equal(at(registered, "aliases"), undefined);
    assert.deepEqual(registered.ignoreChanges, ["aliases"]);
    assert.deepEqual(
      ["catalogName", "schemaName", "name"].map((key) => at(registered, key)),
      ["main", "tests", "churn"],
    );
  });

  it("profiles the table of live rows, where there is one", async () => {
    assert.equal(all(resources, "QualityMonitor").length, 0);
    const profiled = await resourcesOf({ monitoredTable: "main.tests.churn_live" });
    const profile = only(profiled, "QualityMonitor");
    assert.equal(at(profile, "tableName"), "main.tests.churn_live");
    assert.equal(at(profile, "outputSchemaName"), "main.tests");
  });
});

describe("UnityCatalog", () => {
  const catalogOf = (change: object) =>
    recordResources(
      () =>
        new UnityCatalog("uc", {
          ...testPlacement,
          accessConnectorId: "/connector",
          lakeAccountName: "lake",
          agentClientId: "agent-client",
          schemas: ["main.tests", "own.models"],
          ...change,
        }),
    );

  it("reads bronze and never writes it, through the access connector", async () => {
    const resources = await catalogOf({});
    const bronze = only(resources, "ExternalLocation", "uc-location-bronze");
    assert.equal(at(bronze, "url"), "abfss://bronze@lake.dfs.core.windows.net/");
    assert.equal(at(bronze, "readOnly"), true);
    const credential = only(resources, "StorageCredential");
    assert.deepEqual(at(credential, "azureManagedIdentity"), { accessConnectorId: "/connector" });
  });

  it("leaves the folder where people keep programs when the stack is destroyed", async () => {
    assert.equal(only(await catalogOf({}), "directory:Directory").retainOnDelete, true);
  });

  it("creates no catalog and no schema that it was not asked for", async () => {
    const resources = await catalogOf({});
    assert.equal(
      all(resources, "catalog:Catalog").length + all(resources, "schema:Schema").length,
      0,
    );
  });

  it("creates the managed catalog in the lake, with the schemas of its models alone", async () => {
    const resources = await catalogOf({ managedCatalog: "own" });
    assert.equal(
      at(only(resources, "catalog:Catalog"), "storageRoot"),
      "abfss://catalog@lake.dfs.core.windows.net/",
    );
    assert.equal(at(only(resources, "schema:Schema"), "name"), "models");
  });

  it("lets the agent read what lands in bronze, and use each catalog and schema, once each", async () => {
    const grants = all(await catalogOf({}), "grant:Grant");
    assert.deepEqual(
      grants.map((grant) => [
        at(grant, "externalLocation") ?? at(grant, "catalog") ?? at(grant, "schema"),
        at(grant, "privileges"),
      ]),
      [
        ["dbw-test-f56050b0-bronze", ["READ_FILES"]],
        ["main", ["USE_CATALOG"]],
        ["main.tests", ["USE_SCHEMA", "SELECT"]],
        ["own", ["USE_CATALOG"]],
        ["own.models", ["USE_SCHEMA", "SELECT"]],
      ],
    );
  });
});
