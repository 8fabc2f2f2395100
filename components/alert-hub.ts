import { EventHub } from "@pulumi/azure-native/eventhub/eventHub.js";
import { Namespace as EventHubNamespace } from "@pulumi/azure-native/eventhub/namespace.js";
import { NamespaceNetworkRuleSet } from "@pulumi/azure-native/eventhub/namespaceNetworkRuleSet.js";
import type * as pulumi from "@pulumi/pulumi";
import { alertHub } from "../functions/core/names.ts";
import type { AlertingArgs } from "./alerting.ts";
import { createDiagnosticSetting } from "./diagnostic-setting.ts";
import type { Placement } from "./placement.ts";
import { createPrivateEndpoints } from "./private-endpoint.ts";

/** The event hub that action groups write to. */
export interface AlertHub {
  namespaceName: pulumi.Output<string>;
  hubName: pulumi.Output<string>;
  hubId: pulumi.Output<string>;
}

/** Creates the event hub for alerts: no key, no public call but from Azure's own services. */
export function createAlertHub(
  name: string,
  args: AlertingArgs,
  placement: Placement,
  parent: pulumi.Resource,
): AlertHub {
  const namespace = createNamespace(name, placement, parent);
  const hub = new EventHub(
    `${name}-hub`,
    {
      eventHubName: alertHub,
      namespaceName: namespace.name,
      resourceGroupName: placement.resourceGroupName,
      partitionCount: 2,
      messageRetentionInDays: 7,
    },
    { parent },
  );
  createPrivateEndpoints(name, "eventHubs", namespace.id, args.access, placement, parent);
  const diagnosed = `${name}-namespace`;
  createDiagnosticSetting(diagnosed, "messagingNamespace", namespace.id, args.logWorkspaceId, {
    parent,
  });
  return { namespaceName: namespace.name, hubName: hub.name, hubId: hub.id };
}

function createNamespace(
  name: string,
  placement: Placement,
  parent: pulumi.Resource,
): EventHubNamespace {
  const { location, resourceGroupName, tags } = placement;
  const namespace = new EventHubNamespace(
    `${name}-namespace`,
    {
      namespaceName: placement.nameOf("eventHubs"),
      location,
      resourceGroupName,
      tags,
      sku: { name: "Standard", tier: "Standard", capacity: 1 },
      disableLocalAuth: true,
      minimumTlsVersion: "1.2",
      publicNetworkAccess: "Disabled",
    },
    { parent },
  );
  new NamespaceNetworkRuleSet(
    `${name}-network-rules`,
    {
      namespaceName: namespace.name,
      resourceGroupName,
      defaultAction: "Deny",
      // Azure Monitor writes from outside the network, as a trusted service.
      trustedServiceAccessEnabled: true,
      publicNetworkAccess: "Disabled",
    },
    { parent },
  );
  return namespace;
}
