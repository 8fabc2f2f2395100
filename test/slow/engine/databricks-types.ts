import { type CloudType, databricksType, numberOf, textAt, workspaceOf } from "./cloud-type.ts";
import type { WireRecord } from "./wire-values.ts";

/** What a workspace has once by its name, and numbers. */
const named = (property: string): Partial<CloudType> => ({
  required: [property],
  immutable: [property],
  idOf: (inputs, { urn }) =>
    numberOf(`${workspaceOf(urn)} ${property} ${textAt(inputs, property)}`),
});
/** What a metastore has once by its name: all workspaces of a region share it. */
const idFrom =
  (...properties: string[]) =>
  (inputs: WireRecord): string =>
    properties.map((property) => textAt(inputs, property)).join(".");

/** Names in Unity Catalog: no dot, slash or space, 255 characters at most. */
const catalogObject = /^[^./\s]{1,255}$/;
const workspacePath = /^\/(?:[^/]+\/)*[^/]+$/;

/** What the emulated Databricks knows, by type token. */
export const databricksTypes: Readonly<Record<string, CloudType>> = {
  "databricks:index/directory:Directory": databricksType({
    ...named("path"),
    names: { path: workspacePath },
  }),
  "databricks:index/servicePrincipal:ServicePrincipal": databricksType({
    ...named("applicationId"),
  }),
  "databricks:index/storageCredential:StorageCredential": databricksType({
    ...named("name"),
    names: { name: catalogObject },
    idOf: idFrom("name"),
  }),
  "databricks:index/externalLocation:ExternalLocation": databricksType({
    required: ["name", "url", "credentialName"],
    names: { name: catalogObject },
    immutable: ["name"],
    idOf: idFrom("name"),
    claims: (inputs) => [`location ${textAt(inputs, "url")}`],
  }),
  "databricks:index/catalog:Catalog": databricksType({
    ...named("name"),
    names: { name: catalogObject },
    idOf: idFrom("name"),
  }),
  "databricks:index/schema:Schema": databricksType({
    required: ["catalogName", "name"],
    names: { name: catalogObject },
    immutable: ["catalogName", "name"],
    idOf: idFrom("catalogName", "name"),
  }),
  "databricks:index/grant:Grant": databricksType({
    required: ["principal", "privileges"],
    immutable: ["principal", "catalog", "schema"],
  }),
  "databricks:index/grants:Grants": databricksType({}),
  "databricks:index/clusterPolicy:ClusterPolicy": databricksType({
    names: { name: /^.{1,100}$/ },
    refusals: (inputs) => validJson(textAt(inputs, "definition")),
  }),
  "databricks:index/job:Job": databricksType({
    required: ["tasks"],
    names: { name: /^.{1,4096}$/ },
    refusals: (inputs) => [
      ...(Number(inputs.timeoutSeconds) > 0 ? [] : ["timeoutSeconds is not set"]),
      ...(JSON.stringify(inputs).includes("autoterminationMinutes")
        ? ["a job cluster takes no autoterminationMinutes"]
        : []),
    ],
  }),
  "databricks:index/permissions:Permissions": databricksType({
    required: ["accessControls"],
    immutable: ["jobId", "clusterPolicyId", "experimentId"],
  }),
  "databricks:index/registeredModel:RegisteredModel": databricksType({
    immutable: ["catalogName", "schemaName", "name"],
    names: { name: catalogObject },
    idOf: idFrom("catalogName", "schemaName", "name"),
  }),
  "databricks:index/mlflowExperiment:MlflowExperiment": databricksType({
    ...named("name"),
    names: { name: workspacePath },
  }),
  "databricks:index/qualityMonitor:QualityMonitor": databricksType({
    required: ["tableName", "outputSchemaName", "assetsDir"],
    immutable: ["tableName"],
  }),
  "databricks:index/sqlEndpoint:SqlEndpoint": databricksType({}),
};

function validJson(text: string): string[] {
  try {
    JSON.parse(text);
    return [];
  } catch {
    return ["definition is not JSON"];
  }
}
