import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import * as pulumi from "@pulumi/pulumi";
import { type PlacementArgs, placementOf } from "./placement.ts";

/** Arguments of `AgentIdentity`. */
export interface AgentIdentityArgs extends PlacementArgs {}

/**
 * The user-assigned identity that the function app acts as, in Azure and in Databricks. What it may do stands in
 * `plan/role-table.ts`; the component that owns a scope assigns the roles on it.
 */
export class AgentIdentity extends pulumi.ComponentResource {
  /** Resource id of the identity. */
  readonly identityId: pulumi.Output<string>;
  /** Application (client) id: what tokens and Databricks know it by. */
  readonly clientId: pulumi.Output<string>;
  /** Object id: what role assignments know it by. */
  readonly principalId: pulumi.Output<string>;

  constructor(name: string, args: AgentIdentityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("nightshift:index:AgentIdentity", name, {}, opts);
    const { location, resourceGroupName, tags, nameOf } = placementOf(args);
    const identity = new UserAssignedIdentity(
      `${name}-identity`,
      { resourceName: nameOf("identity"), location, resourceGroupName, tags },
      { parent: this },
    );
    this.identityId = identity.id;
    this.clientId = identity.clientId;
    this.principalId = identity.principalId;
    this.registerOutputs({
      identityId: this.identityId,
      clientId: this.clientId,
      principalId: this.principalId,
    });
  }
}
