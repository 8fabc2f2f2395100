import { at, type Policy, quoted, violation } from "./policy.ts";

/** Where each service switches keys off, and the value that does. */
const switches: readonly {
  type: string;
  service: string;
  path: string;
  off: boolean;
  key: string;
  /** Azure has it off where nothing is said. */
  offByDefault?: true;
}[] = [
  {
    type: "storage:StorageAccount",
    service: "storage",
    path: "allowSharedKeyAccess",
    off: false,
    key: "shared keys",
  },
  {
    type: "servicebus:Namespace",
    service: "servicebus",
    path: "disableLocalAuth",
    off: true,
    key: "SAS keys",
  },
  {
    type: "eventhub:Namespace",
    service: "eventhub",
    path: "disableLocalAuth",
    off: true,
    key: "SAS keys",
  },
  {
    type: "applicationinsights:Component",
    service: "applicationinsights",
    path: "disableLocalAuth",
    off: true,
    key: "instrumentation keys",
  },
  {
    type: "cognitiveservices:Account",
    service: "cognitiveservices",
    path: "properties.disableLocalAuth",
    off: true,
    key: "API keys",
  },
  {
    type: "operationalinsights:Workspace",
    service: "logs",
    path: "features.disableLocalAuth",
    off: true,
    key: "workspace keys",
  },
  {
    type: "eventgrid:Topic",
    service: "eventgrid-topic",
    path: "disableLocalAuth",
    off: true,
    key: "access keys",
  },
  {
    type: "eventgrid:Domain",
    service: "eventgrid-domain",
    path: "disableLocalAuth",
    off: true,
    key: "access keys",
  },
  {
    type: "containerregistry:Registry",
    service: "containerregistry",
    path: "adminUserEnabled",
    off: false,
    key: "the admin user's passwords",
    offByDefault: true,
  },
  {
    type: "storage:StorageAccount",
    service: "storage-sftp",
    path: "isSftpEnabled",
    off: false,
    key: "SFTP passwords and keys",
    offByDefault: true,
  },
];

const ruleTypes = [
  "servicebus:NamespaceAuthorizationRule",
  "servicebus:QueueAuthorizationRule",
  "servicebus:TopicAuthorizationRule",
  "eventhub:NamespaceAuthorizationRule",
  "eventhub:EventHubAuthorizationRule",
];

/** No key, no SAS, no local account: Entra identities only. */
export const keyPolicies: readonly Policy[] = [
  ...switches.map(
    ({ type, service, path, off, key, offByDefault }): Policy => ({
      kind: "resource",
      name: `${service}-disallow-keys`,
      level: "mandatory",
      rule: `${type} must refuse ${key}.`,
      why: `Whoever copies one of the ${key} is in for ever, unnamed and unlogged.`,
      example: offByDefault ? `${path}: ${!off}` : `${path} left out, or ${!off}`,
      mend: `Set ${path} to ${off} and give identities roles.`,
      types: [type],
      judge: (resource) => {
        const value = at(resource.properties, ...path.split("."));
        return value === off || (offByDefault && value === undefined)
          ? []
          : [violation(resource, `${path} is ${quoted(value)}`, `Set it to ${off}.`)];
      },
    }),
  ),
  {
    kind: "resource",
    name: "messaging-disallow-authorization-rules",
    level: "mandatory",
    rule: "No SAS authorization rule may be declared.",
    why: "A rule mints keys; with local auth on by mistake they open the namespace.",
    example: "new servicebus.NamespaceAuthorizationRule(...)",
    mend: "Give the identity the role Data Sender or Data Receiver on the queue.",
    types: ruleTypes,
    judge: (resource) => [
      violation(resource, "it mints SAS keys", "Remove it and assign a data role to an identity."),
    ],
  },
  {
    kind: "resource",
    name: "storage-disallow-local-users",
    level: "mandatory",
    rule: "No local user of a storage account may be declared, or allowed.",
    why: "A local user signs in with a password or a key that Entra ID never sees, and no role limits it.",
    example: "new storage.LocalUser(...), or isLocalUserEnabled: true",
    mend: "Remove it, set isLocalUserEnabled to false, and give an identity a data role.",
    types: ["storage:LocalUser", "storage:StorageAccount"],
    judge: (resource) => {
      if (resource.type === "storage:LocalUser") {
        return [violation(resource, "it signs in with a password or a key", "Remove it.")];
      }
      const value = at(resource.properties, "isLocalUserEnabled");
      return value === undefined || value === false
        ? []
        : [violation(resource, `isLocalUserEnabled is ${quoted(value)}`, "Set it to false.")];
    },
  },
  {
    kind: "resource",
    name: "web-disallow-basic-publishing",
    level: "mandatory",
    rule: "Basic publishing credentials must be off.",
    why: "A publishing profile is a user name and a password to production.",
    example: "allow: true",
    mend: "Set allow to false on both the scm and the ftp policy of the app.",
    types: [
      "web:WebAppScmAllowed",
      "web:WebAppFtpAllowed",
      "web:WebAppScmAllowedSlot",
      "web:WebAppFtpAllowedSlot",
    ],
    judge: (resource) => {
      const value = at(resource.properties, "allow");
      return value === false
        ? []
        : [violation(resource, `allow is ${quoted(value)}`, "Set it to false.")];
    },
  },
];
