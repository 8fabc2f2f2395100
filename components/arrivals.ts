import { SystemTopic } from "@pulumi/azure-native/eventgrid/systemTopic.js";
import { SystemTopicEventSubscription } from "@pulumi/azure-native/eventgrid/systemTopicEventSubscription.js";
import * as pulumi from "@pulumi/pulumi";
import { createDiagnosticSetting } from "./diagnostic-setting.ts";
import { type Placement, type PlacementArgs, placementOf } from "./placement.ts";
import { arrivalFilter } from "./plan/arrival-filter.ts";
import { arrivalDeadLetters, containerId } from "./plan/lake-containers.ts";
import { createRoleAssignments } from "./role-assignment.ts";
import { RoleSettling } from "./role-settling.ts";

/** Arguments of `Arrivals`. */
export interface ArrivalsArgs extends PlacementArgs {
  /** Resource id of the lake's storage account. */
  accountId: pulumi.Input<string>;
  /** Resource id of the queue `bronze-arrivals`. */
  queueId: pulumi.Input<string>;
  /** Subscription that holds the built-in roles. */
  subscriptionId: pulumi.Input<string>;
  /** Seconds to wait until Azure has spread the topic's new roles, from 0 to 900. @default 300 */
  settleSeconds?: number;
  /** Log workspace that diagnostics go to. @default none (no diagnostics) */
  logWorkspaceId?: pulumi.Input<string>;
}

/**
 * Tells the queue of every file that lands in bronze. Event Grid cannot deliver to a private endpoint: it delivers
 * as a trusted service with an identity of its own, and the function app pulls through the private link.
 */
export class Arrivals extends pulumi.ComponentResource {
  /** Resource id of the Event Grid topic. */
  readonly topicId: pulumi.Output<string>;

  constructor(name: string, args: ArrivalsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("nightshift:index:Arrivals", name, {}, opts);
    const placement = placementOf(args);
    const topic = createTopic(name, args, placement, this);
    const settled = createTopicRoles(name, topic, args, this);
    createSubscription(name, topic, args, { parent: this, dependsOn: [settled] });
    createDiagnosticSetting(`${name}-topic`, "systemTopic", topic.id, args.logWorkspaceId, {
      parent: this,
    });
    this.topicId = topic.id;
    this.registerOutputs({ topicId: this.topicId });
  }
}

function createTopic(
  name: string,
  args: ArrivalsArgs,
  placement: Placement,
  parent: pulumi.Resource,
): SystemTopic {
  return new SystemTopic(
    `${name}-topic`,
    {
      systemTopicName: placement.nameOf("systemTopic"),
      location: placement.location,
      resourceGroupName: placement.resourceGroupName,
      tags: placement.tags,
      topicType: "Microsoft.Storage.StorageAccounts",
      source: args.accountId,
      identity: { type: "SystemAssigned" },
    },
    { parent },
  );
}

function createTopicRoles(
  name: string,
  topic: SystemTopic,
  args: ArrivalsArgs,
  parent: pulumi.Resource,
): RoleSettling {
  const principalId = topic.identity.apply((identity) => identity?.principalId ?? "");
  const scopes = {
    "queue:bronze-arrivals": args.queueId,
    arrivalDeadLetters: pulumi
      .output(args.accountId)
      .apply((id) => containerId(id, arrivalDeadLetters)),
  };
  const grantees = { arrivals: { principalId } };
  const roles = createRoleAssignments(name, args.subscriptionId, grantees, scopes, { parent });
  const ids = roles.map((role) => role.id);
  return new RoleSettling(`${name}-roles-settled`, ids, args.settleSeconds ?? 300, { parent });
}

function createSubscription(
  name: string,
  topic: SystemTopic,
  args: ArrivalsArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const identity = { type: "SystemAssigned" };
  new SystemTopicEventSubscription(
    `${name}-subscription`,
    {
      eventSubscriptionName: "bronze-arrivals",
      systemTopicName: topic.name,
      resourceGroupName: args.resourceGroupName,
      eventDeliverySchema: "EventGridSchema",
      filter: arrivalFilter,
      deliveryWithResourceIdentity: {
        identity,
        destination: { endpointType: "ServiceBusQueue", resourceId: args.queueId },
      },
      deadLetterWithResourceIdentity: {
        identity,
        deadLetterDestination: {
          endpointType: "StorageBlob",
          resourceId: args.accountId,
          blobContainerName: arrivalDeadLetters,
        },
      },
      retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 },
    },
    opts,
  );
}
