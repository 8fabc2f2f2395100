import { BlobContainer } from "@pulumi/azure-native/storage/blobContainer.js";
import { BlobContainerImmutabilityPolicy } from "@pulumi/azure-native/storage/blobContainerImmutabilityPolicy.js";
import { BlobServiceProperties } from "@pulumi/azure-native/storage/blobServiceProperties.js";
import type { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import * as pulumi from "@pulumi/pulumi";
import { containers } from "../functions/core/names.ts";
import { createDiagnosticSetting } from "./diagnostic-setting.ts";
import { type PlacementArgs, placementOf } from "./placement.ts";
import { checkArguments } from "./plan/check-arguments.ts";
import { containerId, lakeContainers } from "./plan/lake-containers.ts";
import { lake as settings } from "./plan/platform-settings.ts";
import { createPrivateEndpoints, type PrivateAccessArgs } from "./private-endpoint.ts";
import { createRoleAssignments } from "./role-assignment.ts";
import { createStorageAccount } from "./storage-account.ts";

/** What the lake keeps, and for how long; `Lakehouse` adds where it goes. */
export interface LakeSettingsArgs {
  /** Storage redundancy: `Standard_ZRS` survives the loss of a zone, `Standard_LRS` does not. @default "Standard_ZRS" */
  sku?: string;
  /** Days during which no entry of the ledger can be changed or deleted, from 1 to 3,650. @default 365 */
  ledgerDays?: number;
  /** Days during which a deleted blob or container can be brought back, from 1 to 365. @default 14 */
  undeleteDays?: number;
}

/** Arguments of `Lakehouse`. */
export interface LakehouseArgs extends PlacementArgs, LakeSettingsArgs {
  /** How the account is reached. */
  access: PrivateAccessArgs;
  /** Subscription that holds the built-in roles. */
  subscriptionId: pulumi.Input<string>;
  /** Object id of the agent identity, which reads bronze and writes ledger and incidents. */
  agentPrincipalId: pulumi.Input<string>;
  /** Whether Pulumi refuses to delete or replace the account and its containers. @default true */
  protect?: boolean;
  /** Log workspace that diagnostics go to. @default none (no diagnostics) */
  logWorkspaceId?: pulumi.Input<string>;
}

/** The lake: bronze for what arrives, a ledger whose entries stay as they are for its days (until somebody who may lifts that), incidents, and what could not be delivered. */
export class Lakehouse extends pulumi.ComponentResource {
  /** Resource id of the storage account, known once its containers stand. */
  readonly accountId: pulumi.Output<string>;
  /** Name of the storage account. */
  readonly accountName: pulumi.Output<string>;
  /** Blob endpoint, without a slash at its end. */
  readonly blobUrl: pulumi.Output<string>;
  /** Root of the bronze container as Spark reads it: `abfss://bronze@<account>.dfs.core.windows.net`. */
  readonly bronzeUrl: pulumi.Output<string>;

  constructor(name: string, args: LakehouseArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments({ type: "Lakehouse", name }, args, settings.shape);
    super("nightshift:index:Lakehouse", name, {}, opts);
    const { sku = "Standard_ZRS", protect = true, logWorkspaceId } = args;
    const placement = placementOf(args);
    const plan = { role: "lake", sku, kind: "lake" } as const;
    const account = createStorageAccount(`${name}-account`, plan, placement, {
      parent: this,
      protect,
    });
    const made = createContainers(name, account, args, this);
    createPrivateEndpoints(name, "lake", account.id, args.access, placement, this);
    createLakeRoles(name, account, args, { parent: this, dependsOn: made });
    createDiagnosticSetting(`${name}-blobs`, "storageBlobs", account.id, logWorkspaceId, {
      parent: this,
    });
    const standing = pulumi.all(made.map(({ id }) => id));
    this.accountId = pulumi.all([account.id, standing]).apply(([id]) => id);
    this.accountName = account.name;
    this.blobUrl = account.primaryEndpoints.apply(({ blob }) => blob.replace(/\/$/, ""));
    const host = account.primaryEndpoints.apply(({ dfs }) => new URL(dfs).host);
    this.bronzeUrl = pulumi.interpolate`abfss://${containers.bronze}@${host}`;
    this.registerOutputs({
      accountId: this.accountId,
      accountName: this.accountName,
      blobUrl: this.blobUrl,
      bronzeUrl: this.bronzeUrl,
    });
  }
}

function createContainers(
  name: string,
  account: StorageAccount,
  args: LakehouseArgs,
  parent: pulumi.Resource,
): BlobContainer[] {
  const { ledgerDays = 365, undeleteDays = 14, protect = true, resourceGroupName } = args;
  const where = { accountName: account.name, resourceGroupName };
  const undelete = { enabled: true, days: undeleteDays };
  new BlobServiceProperties(
    `${name}-blob-service`,
    {
      ...where,
      blobServicesName: "default",
      deleteRetentionPolicy: undelete,
      containerDeleteRetentionPolicy: undelete,
    },
    { parent },
  );
  const made = lakeContainers.map(
    ({ name: containerName }) =>
      new BlobContainer(
        `${name}-${containerName}`,
        { ...where, containerName, publicAccess: "None" },
        { parent, protect },
      ),
  );
  new BlobContainerImmutabilityPolicy(
    `${name}-ledger-retention`,
    {
      ...where,
      containerName: containers.ledger,
      immutabilityPolicyName: "default",
      immutabilityPeriodSinceCreationInDays: ledgerDays,
      allowProtectedAppendWrites: false,
    },
    { parent, dependsOn: made },
  );
  return made;
}

function createLakeRoles(
  name: string,
  account: StorageAccount,
  args: LakehouseArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const scopes = Object.fromEntries(
    lakeContainers.map(({ name: container, scope }) => [
      scope,
      account.id.apply((id) => containerId(id, container)),
    ]),
  );
  const grantees = { agent: { principalId: args.agentPrincipalId } };
  createRoleAssignments(name, args.subscriptionId, grantees, scopes, opts);
}
