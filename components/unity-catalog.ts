import { Catalog } from "@pulumi/databricks/catalog.js";
import { Directory } from "@pulumi/databricks/directory.js";
import { ExternalLocation } from "@pulumi/databricks/externalLocation.js";
import { Grant } from "@pulumi/databricks/grant.js";
import { Schema } from "@pulumi/databricks/schema.js";
import { ServicePrincipal } from "@pulumi/databricks/servicePrincipal.js";
import { StorageCredential } from "@pulumi/databricks/storageCredential.js";
import * as pulumi from "@pulumi/pulumi";
import { containers } from "../functions/core/names.ts";
import { type PlacementArgs, placementOf } from "./placement.ts";
import { catalogContainer } from "./plan/lake-containers.ts";

/** Arguments of `UnityCatalog`. Its provider is given as `providers` in the resource options. */
export interface UnityCatalogArgs extends PlacementArgs {
  /** Resource id of the connector that reads and writes the lake. */
  accessConnectorId: pulumi.Input<string>;
  /** Name of the lake's storage account. */
  lakeAccountName: pulumi.Input<string>;
  /** Application id of the agent identity, which runs jobs and owns models. */
  agentClientId: pulumi.Input<string>;
  /** Schemas of the registered models, as `catalog.schema`. @default [] */
  schemas?: string[];
  /** Catalog to create in the lake with its schemas; all others must exist. @default none (all must exist) */
  managedCatalog?: string;
  /** Whether Pulumi refuses to delete or replace the catalog. @default true */
  protect?: boolean;
}

/** The workspace's side of the perimeter: the agent as a service principal, the lake in Unity Catalog, and what the agent may use there. */
export class UnityCatalog extends pulumi.ComponentResource {
  /** Application id of the service principal, known once it may be used. */
  readonly servicePrincipalName: pulumi.Output<string>;

  constructor(name: string, args: UnityCatalogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("nightshift:index:UnityCatalog", name, {}, opts);
    const label = placementOf(args).nameOf("databricks");
    const agent = createAgent(name, label, args, this);
    const credential = createCredential(name, label, args, this);
    const locations = createLocations(name, label, credential, args, this);
    const made = createManaged(name, locations.catalog, args, this);
    createGrants(name, agent, locations.bronze, { parent: this, dependsOn: made }, args);
    this.servicePrincipalName = agent.applicationId;
    this.registerOutputs({ servicePrincipalName: this.servicePrincipalName });
  }
}

function createAgent(
  name: string,
  label: string,
  args: UnityCatalogArgs,
  parent: pulumi.Resource,
): ServicePrincipal {
  // People keep programs in it, and another stack of the workspace its own: it stays, and so do they.
  const kept = { parent, retainOnDelete: true };
  new Directory(`${name}-experiments`, { path: "/Shared/nightshift" }, kept);
  return new ServicePrincipal(
    `${name}-agent`,
    {
      applicationId: args.agentClientId,
      displayName: `nightshift-${label}`,
      allowClusterCreate: false,
      workspaceAccess: true,
      databricksSqlAccess: true,
    },
    { parent },
  );
}

function createCredential(
  name: string,
  label: string,
  args: UnityCatalogArgs,
  parent: pulumi.Resource,
): StorageCredential {
  return new StorageCredential(
    `${name}-credential`,
    {
      name: label,
      azureManagedIdentity: { accessConnectorId: args.accessConnectorId },
      comment: "Nightshift: how Unity Catalog reads and writes the lake.",
    },
    { parent },
  );
}

function createLocations(
  name: string,
  label: string,
  credential: StorageCredential,
  args: UnityCatalogArgs,
  parent: pulumi.Resource,
): { bronze: ExternalLocation; catalog: ExternalLocation } {
  const location = (plan: { container: string; readOnly: boolean }) =>
    new ExternalLocation(
      `${name}-location-${plan.container}`,
      {
        name: `${label}-${plan.container}`,
        credentialName: credential.name,
        url: pulumi.interpolate`abfss://${plan.container}@${args.lakeAccountName}.dfs.core.windows.net/`,
        readOnly: plan.readOnly,
      },
      { parent },
    );
  return {
    bronze: location({ container: containers.bronze, readOnly: true }),
    catalog: location({ container: catalogContainer, readOnly: false }),
  };
}

function createManaged(
  name: string,
  location: ExternalLocation,
  args: UnityCatalogArgs,
  parent: pulumi.Resource,
): pulumi.Resource[] {
  const { managedCatalog, schemas = [], protect = true } = args;
  if (managedCatalog === undefined) return [];
  const catalog = new Catalog(
    `${name}-catalog`,
    {
      name: managedCatalog,
      storageRoot: location.url,
      isolationMode: "ISOLATED",
      comment: "Nightshift: models and what they are measured on.",
    },
    { parent, protect },
  );
  const inside = schemas.filter((schema) => schema.startsWith(`${managedCatalog}.`));
  const made = inside.map(
    (schema) =>
      new Schema(
        `${name}-schema-${schema}`,
        { catalogName: catalog.name, name: schema.slice(managedCatalog.length + 1) },
        { parent, protect },
      ),
  );
  return [catalog, ...made];
}

function createGrants(
  name: string,
  agent: ServicePrincipal,
  bronze: ExternalLocation,
  opts: pulumi.CustomResourceOptions,
  { schemas = [] }: UnityCatalogArgs,
): void {
  const principal = agent.applicationId;
  const catalogs = [...new Set(schemas.map((schema) => schema.split(".")[0] ?? ""))];
  const read = { externalLocation: bronze.name, principal, privileges: ["READ_FILES"] };
  new Grant(`${name}-read-bronze`, read, opts);
  for (const catalog of catalogs) {
    new Grant(`${name}-use-${catalog}`, { catalog, principal, privileges: ["USE_CATALOG"] }, opts);
  }
  for (const schema of schemas) {
    const privileges = ["USE_SCHEMA", "SELECT"];
    new Grant(`${name}-use-${schema}`, { schema, principal, privileges }, opts);
  }
}
