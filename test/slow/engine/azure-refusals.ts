import { textAt, valueAt, type World } from "./cloud-type.ts";
import { findSubnet } from "./network-rules.ts";
import { isWireRecord, type WireRecord } from "./wire-values.ts";

/** A role of this principal that holds on the resource: Azure refuses a use before its role exists. */
function hasRole(world: World, principalId: string, scope: string): boolean {
  return [...world.resources.values()].some(
    ({ type, inputs }) =>
      type === "azure-native:authorization:RoleAssignment" &&
      inputs.principalId === principalId &&
      scope.startsWith(textAt(inputs, "scope")),
  );
}

/** What Event Grid refuses of a subscription: a topic that is not there, or one that may not deliver yet. */
export function subscriptionRefusals(inputs: WireRecord, world: World): string[] {
  const topic = [...world.resources.values()].find(
    ({ type, outputs }) =>
      type === "azure-native:eventgrid:SystemTopic" && outputs.name === inputs.systemTopicName,
  );
  if (!topic) return [`systemTopicName ${textAt(inputs, "systemTopicName")} does not exist`];
  const queue = textAt(inputs, "deliveryWithResourceIdentity", "destination", "resourceId");
  const who = textAt({ identity: topic.outputs.identity ?? null }, "identity", "principalId");
  return hasRole(world, who, queue) ? [] : [`the topic's identity has no role on ${queue} yet`];
}

/** What App Service refuses of an app: a subnet that is not its own. */
export function appRefusals(inputs: WireRecord, world: World): string[] {
  const subnet = findSubnet(textAt(inputs, "virtualNetworkSubnetId"), world);
  if (!subnet) return [];
  const delegated = JSON.stringify(subnet).includes("Microsoft.Web/serverFarms");
  return delegated ? [] : ["its subnet is not delegated to Microsoft.Web/serverFarms"];
}

/** What Databricks refuses of a workspace: subnets that it cannot live in. */
export function workspaceRefusals(inputs: WireRecord, world: World): string[] {
  const network = textAt(inputs, "parameters", "customVirtualNetworkId", "value");
  return ["customPublicSubnetName", "customPrivateSubnetName"].flatMap((parameter) => {
    const name = textAt(inputs, "parameters", parameter, "value");
    const subnet = findSubnet(`${network}/subnets/${name}`, world);
    if (!subnet) return [`${parameter} ${name} is no subnet of ${network}`];
    const text = JSON.stringify(subnet);
    return text.includes("Microsoft.Databricks/workspaces") && text.includes("networkSecurityGroup")
      ? []
      : [`subnet ${name} is not delegated to Databricks, or has no security group`];
  });
}

/** Id of what a private endpoint leads to. */
export function endpointTarget(inputs: WireRecord): string {
  const [connection] = Array.isArray(inputs.privateLinkServiceConnections)
    ? inputs.privateLinkServiceConnections
    : [];
  return isWireRecord(connection) ? textAt(connection, "privateLinkServiceId") : "";
}

/** What Azure refuses of a private endpoint: a target whose plan has none. */
export function endpointRefusals(inputs: WireRecord, world: World): string[] {
  const target = world.resources.get(endpointTarget(inputs));
  const standard =
    target?.type === "azure-native:servicebus:Namespace" &&
    valueAt(target.inputs, "sku", "name") !== "Premium";
  return standard ? ["private endpoints of Service Bus need a Premium namespace"] : [];
}

/** What Azure refuses of a budget: a start within a month, or too many notifications. */
export function budgetRefusals(inputs: WireRecord): string[] {
  const start = textAt(inputs, "timePeriod", "startDate");
  const count = Object.keys(isWireRecord(inputs.notifications) ? inputs.notifications : {}).length;
  return [
    ...(/^\d{4}-\d{2}-01/.test(start) ? [] : [`startDate ${start} is not the first of a month`]),
    ...(count <= 5 ? [] : [`${count} notifications; a budget takes at most 5`]),
  ];
}

/** What Service Bus refuses of a queue: a lock of more than five minutes. */
export function queueRefusals(inputs: WireRecord): string[] {
  const lock = /^PT(?:(\d+)M)?(?:(\d+)S)?$/.exec(textAt(inputs, "lockDuration"));
  const seconds = Number(lock?.[1] ?? 0) * 60 + Number(lock?.[2] ?? 0);
  return seconds <= 300 ? [] : [`lockDuration is ${seconds} s; a queue takes at most 300`];
}
