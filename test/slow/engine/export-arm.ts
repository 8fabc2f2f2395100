import type { CloudResource } from "./cloud-type.ts";

/** One resource of an ARM template. */
export interface ArmResource {
  type: string;
  apiVersion: string;
  name: string;
  [part: string]: unknown;
}

/** An ARM template, as scanners read it. */
export interface ArmTemplate {
  $schema: string;
  contentVersion: string;
  resources: ArmResource[];
}

/** What ARM keeps beside `properties`; Pulumi's provider has all of it side by side. */
const envelope = ["location", "tags", "sku", "kind", "identity", "zones", "plan", "managedBy"];

/** Where Azure knows a type under a fixed name below its parent, which Pulumi's provider leaves out. */
const singletons: Readonly<Record<string, { type: string; name: string }>> = {
  "azure-native:web:WebAppApplicationSettings": {
    type: "Microsoft.Web/sites/config",
    name: "appsettings",
  },
  "azure-native:web:WebAppAuthSettingsV2": {
    type: "Microsoft.Web/sites/config",
    name: "authsettingsV2",
  },
  "azure-native:web:WebAppFtpAllowed": {
    type: "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    name: "ftp",
  },
  "azure-native:web:WebAppScmAllowed": {
    type: "Microsoft.Web/sites/basicPublishingCredentialsPolicies",
    name: "scm",
  },
  "azure-native:servicebus:NamespaceNetworkRuleSet": {
    type: "Microsoft.ServiceBus/namespaces/networkRuleSets",
    name: "default",
  },
  "azure-native:eventhub:NamespaceNetworkRuleSet": {
    type: "Microsoft.EventHub/namespaces/networkRuleSets",
    name: "default",
  },
};

/** Inputs that ARM calls otherwise. */
const renamed: Readonly<Record<string, string>> = {
  networkRuleSet: "networkAcls",
  enableHttpsTrafficOnly: "supportsHttpsTrafficOnly",
};

/** Inputs that say where a resource is; in ARM they are part of its name or of its scope. */
const address = /^(resourceGroupName|scope|resourceUri|name)$/;

/**
 * Writes resources of the emulated Azure as an ARM template. Types and names are read from resource ids, so they are
 * Azure's own. The order of inputs does not matter to it; no resource is left out.
 */
export function exportArm(resources: Iterable<CloudResource>): ArmTemplate {
  return {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    resources: [...resources].map(armResource),
  };
}

function armResource(resource: CloudResource): ArmResource {
  const { type, names } = placeOf(resource);
  const entries = Object.entries(resource.inputs);
  const beside = entries.filter(([key]) => envelope.includes(key));
  const own = entries
    .filter(([key]) => !envelope.includes(key) && !address.test(key))
    .filter(([key, value]) => !(key.endsWith("Name") && names.includes(String(value))))
    .map(([key, value]) => [renamed[key] ?? key, value]);
  return {
    type,
    apiVersion: "2024-01-01",
    name: names.join("/"),
    ...Object.fromEntries(beside),
    // Of app settings, whose names are free, the provider keeps the level that it flattens elsewhere.
    properties: resource.inputs.properties ?? Object.fromEntries(own),
  };
}

function placeOf({ id, type }: CloudResource): { type: string; names: string[] } {
  const place = readId(id);
  const singleton = singletons[type];
  if (!singleton) return place;
  return { type: singleton.type, names: [place.names[0] ?? "", singleton.name] };
}

/** Type and names in an id; of a resource on another one, such as a role assignment, those of the last provider. */
function readId(id: string): { type: string; names: string[] } {
  const [, group] = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)$/.exec(id) ?? [];
  if (group !== undefined) return { type: "Microsoft.Resources/resourceGroups", names: [group] };
  const path = id.slice(id.lastIndexOf("/providers/") + "/providers/".length);
  const [namespace = "", ...parts] = path.split("/");
  const types = parts.filter((_, i) => i % 2 === 0);
  return { type: [namespace, ...types].join("/"), names: parts.filter((_, i) => i % 2 === 1) };
}
