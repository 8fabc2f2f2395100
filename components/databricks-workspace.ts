import { AccessConnector } from "@pulumi/azure-native/databricks/accessConnector.js";
import * as pulumi from "@pulumi/pulumi";
import { createWorkspace } from "./create-workspace.ts";
import { type Placement, type PlacementArgs, placementOf } from "./placement.ts";
import { checkArguments } from "./plan/check-arguments.ts";
import { containerId, lakeContainers } from "./plan/lake-containers.ts";
import { databricks as settings } from "./plan/platform-settings.ts";
import { whole } from "./plan/setting-values.ts";
import { findUrlMistakes } from "./plan/url-rules.ts";
import type { PrivateAccessArgs } from "./private-endpoint.ts";
import { createRoleAssignments } from "./role-assignment.ts";
import { RoleSettling } from "./role-settling.ts";

/**
 * A workspace of the platform team that is used as it is. Where two stacks share one, their model ids must differ: jobs
 * and folders are named by them, and two jobs of one name are both refused.
 */
export interface ExistingWorkspaceArgs {
  /** Resource id of the workspace. */
  workspaceId: pulumi.Input<string>;
  /** URL of the workspace, such as `https://adb-1234567890123456.7.azuredatabricks.net`. */
  workspaceUrl: pulumi.Input<string>;
}

/** Arguments of `DatabricksWorkspace`. */
export interface DatabricksWorkspaceArgs extends PlacementArgs {
  /** How the workspace is reached. */
  access: PrivateAccessArgs;
  /** Subscription of the workspace and the built-in roles. */
  subscriptionId: string;
  /** Resource id of the network that clusters live in. */
  virtualNetworkId: pulumi.Input<string>;
  /** Name of the first subnet delegated to Databricks. */
  hostSubnetName: pulumi.Input<string>;
  /** Name of the second subnet delegated to Databricks. */
  containerSubnetName: pulumi.Input<string>;
  /** Resource id of the lake's storage account, which the access connector may read. */
  lakeAccountId: pulumi.Input<string>;
  /** Workspace to use instead of creating one. @default none (one is created) */
  existing?: ExistingWorkspaceArgs;
  /**
   * Whether to create the endpoint for signing in with a browser. One network has one for all its workspaces of a
   * region. @default true
   */
  browserSignIn?: boolean;
  /** Seconds to wait until Azure has spread the connector's new roles, from 0 to 900. @default 300 */
  settleSeconds?: number;
  /** Whether Pulumi refuses to delete or replace the workspace. @default true */
  protect?: boolean;
  /** Log workspace that diagnostics go to. @default none (no diagnostics) */
  logWorkspaceId?: pulumi.Input<string>;
}

const shape = { ...settings.shape, settleSeconds: whole(0, 900) };

/** The workspace that jobs run in: inside the network, without public addresses, reached by private endpoints alone. */
export class DatabricksWorkspace extends pulumi.ComponentResource {
  /** Resource id of the workspace. */
  readonly workspaceId: pulumi.Output<string>;
  /** URL of the workspace, without a slash at its end. */
  readonly workspaceUrl: pulumi.Output<string>;
  /** Resource id of the connector that Unity Catalog reads and writes the lake with, known once it may. */
  readonly accessConnectorId: pulumi.Output<string>;
  /** Name of the resource group that Databricks keeps its machines in; left out for an existing workspace. */
  readonly managedResourceGroupName?: pulumi.Output<string>;

  constructor(name: string, args: DatabricksWorkspaceArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments({ type: "DatabricksWorkspace", name }, args, shape, (databricks) =>
      findUrlMistakes({ databricks }),
    );
    super("nightshift:index:DatabricksWorkspace", name, {}, opts);
    const placement = placementOf(args);
    const connector = createConnector(name, placement, this);
    const settled = createConnectorRoles(name, connector, args, this);
    this.accessConnectorId = pulumi.all([connector.id, settled.id]).apply(([id]) => id);
    if (args.existing) {
      this.workspaceId = pulumi.output(args.existing.workspaceId);
      this.workspaceUrl = pulumi.output(args.existing.workspaceUrl);
    } else {
      const workspace = createWorkspace(name, connector, args, placement, this);
      this.workspaceId = workspace.id;
      this.workspaceUrl = pulumi.interpolate`https://${workspace.workspaceUrl}`;
      this.managedResourceGroupName = pulumi.output(placement.nameOf("managedResourceGroup"));
    }
    this.registerOutputs({
      workspaceId: this.workspaceId,
      workspaceUrl: this.workspaceUrl,
      accessConnectorId: this.accessConnectorId,
      managedResourceGroupName: this.managedResourceGroupName,
    });
  }
}

function createConnector(
  name: string,
  placement: Placement,
  parent: pulumi.Resource,
): AccessConnector {
  return new AccessConnector(
    `${name}-connector`,
    {
      connectorName: placement.nameOf("accessConnector"),
      location: placement.location,
      resourceGroupName: placement.resourceGroupName,
      tags: placement.tags,
      identity: { type: "SystemAssigned" },
    },
    { parent },
  );
}

function createConnectorRoles(
  name: string,
  connector: AccessConnector,
  args: DatabricksWorkspaceArgs,
  parent: pulumi.Resource,
): RoleSettling {
  const account = pulumi.output(args.lakeAccountId);
  const containerScopes = lakeContainers.map(({ name: container, scope }) => [
    scope,
    account.apply((id) => containerId(id, container)),
  ]);
  const scopes = { lakeAccount: account, ...Object.fromEntries(containerScopes) };
  const principalId = connector.identity.apply((identity) => identity?.principalId ?? "");
  const grantees = { connector: { principalId } };
  const roles = createRoleAssignments(name, args.subscriptionId, grantees, scopes, { parent });
  const ids = roles.map(({ id }) => id);
  return new RoleSettling(`${name}-roles-settled`, ids, args.settleSeconds ?? 300, { parent });
}
