import { BlobContainer } from "@pulumi/azure-native/storage/blobContainer.js";
import type { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import * as pulumi from "@pulumi/pulumi";
import { createDiagnosticSetting } from "./diagnostic-setting.ts";
import { type PlacementArgs, placementOf } from "./placement.ts";
import { checkArguments } from "./plan/check-arguments.ts";
import { containerId } from "./plan/lake-containers.ts";
import { deployer, storageSku } from "./plan/platform-settings.ts";
import { whole } from "./plan/setting-values.ts";
import { createPrivateEndpoints, type PrivateAccessArgs } from "./private-endpoint.ts";
import { createRoleAssignments } from "./role-assignment.ts";
import { RoleSettling } from "./role-settling.ts";
import { createStorageAccount } from "./storage-account.ts";

/** Whoever runs `pulumi up` and so uploads the function package. */
export interface DeployerArgs {
  /** Object id in Entra ID of a service principal, a group or a user. */
  objectId: string;
  /** `ServicePrincipal`, `Group` or `User`. @default "ServicePrincipal" */
  principalType?: string;
}

/** Arguments of `HostStorage`. */
export interface HostStorageArgs extends PlacementArgs {
  /** How the account is reached. */
  access: PrivateAccessArgs;
  /** Subscription that holds the built-in roles. */
  subscriptionId: pulumi.Input<string>;
  /** Object id of the agent identity, which the Functions host keeps its state with. */
  agentPrincipalId: pulumi.Input<string>;
  /** Whoever uploads packages. */
  deployer: DeployerArgs;
  /** Storage redundancy: `Standard_ZRS` survives the loss of a zone, `Standard_LRS` does not. @default "Standard_ZRS" */
  sku?: string;
  /** Seconds to wait until Azure has spread the new roles, from 0 to 900. @default 300 */
  settleSeconds?: number;
  /** Whether Pulumi refuses to delete or replace the account: it holds every running orchestration. @default true */
  protect?: boolean;
  /** Log workspace that diagnostics go to. @default none (no diagnostics) */
  logWorkspaceId?: pulumi.Input<string>;
}

const shape = { sku: storageSku, settleSeconds: whole(0, 900), deployer };

/** The account that the Functions host keeps its state in, and packages are uploaded to. Its outputs are known once its roles can be used. */
export class HostStorage extends pulumi.ComponentResource {
  /** Name of the storage account. */
  readonly accountName: pulumi.Output<string>;
  /** URL of the container of packages, without a slash at its end. */
  readonly packagesUrl: pulumi.Output<string>;

  constructor(name: string, args: HostStorageArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments({ type: "HostStorage", name }, args, shape);
    super("nightshift:index:HostStorage", name, {}, opts);
    const { sku = "Standard_ZRS", protect = true } = args;
    const placement = placementOf(args);
    const plan = { role: "host", sku, kind: "host" } as const;
    const account = createStorageAccount(`${name}-account`, plan, placement, {
      parent: this,
      protect,
    });
    const packages = createPackages(name, account, args, this);
    const endpoints = createPrivateEndpoints(
      name,
      "hostStorage",
      account.id,
      args.access,
      placement,
      this,
    );
    const settled = createHostRoles(name, account, packages, args, {
      parent: this,
      dependsOn: endpoints,
    });
    createHostDiagnostics(name, account, args, this);
    const ready = pulumi.all([account.name, account.primaryEndpoints, settled.id]);
    this.accountName = ready.apply(([accountName]) => accountName);
    const blobEndpoint = ready.apply(([, endpoints]) => endpoints.blob);
    this.packagesUrl = pulumi.interpolate`${blobEndpoint}${packages.name}`;
    this.registerOutputs({ accountName: this.accountName, packagesUrl: this.packagesUrl });
  }
}

function createPackages(
  name: string,
  account: StorageAccount,
  args: HostStorageArgs,
  parent: pulumi.Resource,
): BlobContainer {
  return new BlobContainer(
    `${name}-packages`,
    {
      accountName: account.name,
      resourceGroupName: args.resourceGroupName,
      containerName: "packages",
      publicAccess: "None",
    },
    { parent },
  );
}

function createHostRoles(
  name: string,
  account: StorageAccount,
  packages: BlobContainer,
  args: HostStorageArgs,
  opts: pulumi.CustomResourceOptions,
): RoleSettling {
  const { objectId, principalType = "ServicePrincipal" } = args.deployer;
  const grantees = {
    agent: { principalId: args.agentPrincipalId },
    deployer: { principalId: objectId, principalType },
  };
  const packagesId = pulumi
    .all([account.id, packages.name])
    .apply(([id, it]) => containerId(id, it));
  const scopes = { hostAccount: account.id, packages: packagesId };
  const roles = createRoleAssignments(name, args.subscriptionId, grantees, scopes, opts);
  const ids = roles.map((role) => role.id);
  return new RoleSettling(`${name}-roles-settled`, ids, args.settleSeconds ?? 300, opts);
}

function createHostDiagnostics(
  name: string,
  account: StorageAccount,
  args: HostStorageArgs,
  parent: pulumi.Resource,
): void {
  for (const kind of ["storageBlobs", "storageQueues", "storageTables"] as const) {
    const part = kind.replace("storage", "").toLowerCase();
    createDiagnosticSetting(`${name}-${part}`, kind, account.id, args.logWorkspaceId, { parent });
  }
}
