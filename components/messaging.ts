import { Namespace as ServiceBusNamespace } from "@pulumi/azure-native/servicebus/namespace.js";
import { NamespaceNetworkRuleSet } from "@pulumi/azure-native/servicebus/namespaceNetworkRuleSet.js";
import { Queue as ServiceBusQueue } from "@pulumi/azure-native/servicebus/queue.js";
import * as pulumi from "@pulumi/pulumi";
import {
  createBacklogAlert,
  createDeadLetterAlert,
  type DeadLetterAudience,
} from "./dead-letter-alert.ts";
import { createDiagnosticSetting } from "./diagnostic-setting.ts";
import { type Placement, type PlacementArgs, placementOf } from "./placement.ts";
import { checkArguments } from "./plan/check-arguments.ts";
import { messaging as settings } from "./plan/platform-settings.ts";
import { type QueueName, queueNames, queueSettings } from "./plan/queue-table.ts";
import { createPrivateEndpoints, type PrivateAccessArgs } from "./private-endpoint.ts";
import { createRoleAssignments } from "./role-assignment.ts";

/** How much the namespace carries; `Messaging` adds where it goes. */
export interface MessagingSettingsArgs {
  /** Messaging units of the Premium namespace: 1, 2, 4, 8 or 16. @default 1 */
  capacity?: number;
}

/** Arguments of `Messaging`. */
export interface MessagingArgs extends PlacementArgs, MessagingSettingsArgs, DeadLetterAudience {
  /** How the namespace is reached. */
  access: PrivateAccessArgs;
  /** Subscription that holds the built-in roles. */
  subscriptionId: pulumi.Input<string>;
  /** Object id of the agent identity, which reads and writes the queues. */
  agentPrincipalId: pulumi.Input<string>;
  /** Whether Pulumi refuses to delete or replace namespace and queues. @default true */
  protect?: boolean;
  /** Log workspace that diagnostics go to. @default none (no diagnostics) */
  logWorkspaceId?: pulumi.Input<string>;
}

/** The queues between the parts of the system, on a namespace that only private endpoints and Azure's own services reach. */
export class Messaging extends pulumi.ComponentResource {
  /** Resource id of the namespace. */
  readonly namespaceId: pulumi.Output<string>;
  /** Host name that clients connect to. */
  readonly hostName: pulumi.Output<string>;
  /** Resource ids of the queues by name. */
  readonly queueIds: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: MessagingArgs, opts?: pulumi.ComponentResourceOptions) {
    checkArguments({ type: "Messaging", name }, args, settings.shape);
    super("nightshift:index:Messaging", name, {}, opts);
    const placement = placementOf(args);
    const namespace = createNamespace(name, args, placement, this);
    const queues = createQueues(name, namespace, args, this);
    createPrivateEndpoints(name, "serviceBus", namespace.id, args.access, placement, this);
    createQueueRoles(name, queues, args, this);
    createDeadLetterAlert(name, namespace.id, args, placement, this);
    createBacklogAlert(name, namespace.id, args, placement, this);
    createDiagnosticSetting(
      `${name}-namespace`,
      "messagingNamespace",
      namespace.id,
      args.logWorkspaceId,
      {
        parent: this,
      },
    );
    this.namespaceId = namespace.id;
    this.hostName = pulumi.interpolate`${namespace.name}.servicebus.windows.net`;
    this.queueIds = pulumi.output(
      Object.fromEntries(queues.map(({ queueName, queue }) => [queueName, queue.id])),
    );
    this.registerOutputs({
      namespaceId: this.namespaceId,
      hostName: this.hostName,
      queueIds: this.queueIds,
    });
  }
}

function createNamespace(
  name: string,
  args: MessagingArgs,
  placement: Placement,
  parent: pulumi.Resource,
): ServiceBusNamespace {
  const { capacity = 1, protect = true } = args;
  const { location, resourceGroupName, tags } = placement;
  const namespace = new ServiceBusNamespace(
    `${name}-namespace`,
    {
      namespaceName: placement.nameOf("serviceBus"),
      location,
      resourceGroupName,
      tags,
      // Private endpoints exist on Premium alone.
      sku: { name: "Premium", tier: "Premium", capacity },
      premiumMessagingPartitions: 1,
      disableLocalAuth: true,
      minimumTlsVersion: "1.2",
      publicNetworkAccess: "Disabled",
    },
    { parent, protect },
  );
  new NamespaceNetworkRuleSet(
    `${name}-network-rules`,
    {
      namespaceName: namespace.name,
      resourceGroupName,
      defaultAction: "Deny",
      // Event Grid delivers from outside the network, as a trusted service.
      trustedServiceAccessEnabled: true,
      publicNetworkAccess: "Disabled",
    },
    { parent },
  );
  return namespace;
}

interface NamedQueue {
  queueName: QueueName;
  queue: ServiceBusQueue;
}

function createQueues(
  name: string,
  namespace: ServiceBusNamespace,
  args: MessagingArgs,
  parent: pulumi.Resource,
): NamedQueue[] {
  const { resourceGroupName, protect = true } = args;
  return queueNames.map((queueName) => ({
    queueName,
    queue: new ServiceBusQueue(
      `${name}-${queueName}`,
      {
        ...queueSettings,
        queueName,
        namespaceName: namespace.name,
        resourceGroupName,
        deadLetteringOnMessageExpiration: true,
        requiresDuplicateDetection: true,
      },
      { parent, protect },
    ),
  }));
}

function createQueueRoles(
  name: string,
  queues: NamedQueue[],
  args: MessagingArgs,
  parent: pulumi.Resource,
): void {
  const grantees = { agent: { principalId: args.agentPrincipalId } };
  const scopes = Object.fromEntries(
    queues.map(({ queueName, queue }) => [`queue:${queueName}`, queue.id]),
  );
  createRoleAssignments(name, args.subscriptionId, grantees, scopes, { parent });
}
