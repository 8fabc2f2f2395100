import {
  at,
  isRecord,
  listOf,
  type Policy,
  type Resource,
  type Violation,
  violation,
} from "./policy.ts";

/** What a secret looks like, whatever its name. */
const shapes: readonly { says: string; pattern: RegExp }[] = [
  { says: "an account key", pattern: /AccountKey=[^;]{8,}/i },
  { says: "a shared access key", pattern: /SharedAccessKey=[^;]{8,}/i },
  { says: "a SAS token", pattern: /[?&;]sig=[A-Za-z0-9%+/=]{20,}/i },
  { says: "a password in a URL", pattern: /:\/\/[^/\s:@]+:[^/\s:@]+@/ },
  { says: "a private key", pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { says: "a Databricks token", pattern: /\bdapi[0-9a-f]{32}/ },
  { says: "a JSON web token", pattern: /\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{5,}/ },
];

const secretName =
  /(?:password|passwd|secret|api_?key|access_?key|account_?key|client_?secret|sas_?token|_token|connection_?string)$/i;
const keyVaultReference = /^@Microsoft\.KeyVault\(/;
const databricksSecret = /^\{\{secrets\/[^/]+\/[^/]+\}\}$/;

/** Finds what looks like a secret in one setting: by its shape, or by its name. Never repeats the value. */
function findSecret(name: string, value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  if (keyVaultReference.test(value) || databricksSecret.test(value)) return null;
  const shape = shapes.find(({ pattern }) => pattern.test(value));
  if (shape) return `setting ${name} holds ${shape.says}`;
  return secretName.test(name)
    ? `setting ${name} is named like a secret and holds plain text`
    : null;
}

function settingsOf(resource: Resource): [string, unknown][] {
  const named = listOf(at(resource.properties, "siteConfig", "appSettings")).filter(isRecord);
  const plain = [
    at(resource.properties, "properties"),
    at(resource.properties, "sparkEnvVars"),
    at(resource.properties, "sparkConf"),
    ...listOf(at(resource.properties, "jobClusters")).flatMap((cluster) =>
      isRecord(cluster)
        ? [at(cluster, "newCluster", "sparkEnvVars"), at(cluster, "newCluster", "sparkConf")]
        : [],
    ),
  ];
  return [
    ...named.map((setting): [string, unknown] => [String(setting.name), setting.value]),
    ...plain.filter(isRecord).flatMap(knownEntries),
  ];
}

/** During a preview, reading a value that is not known yet throws; one such value must not hide the others. */
function knownEntries(settings: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.keys(settings).flatMap((name): [string, unknown][] => {
    try {
      return [[name, settings[name]]];
    } catch {
      return [];
    }
  });
}

/** With Entra ID in force, this string only says where telemetry goes: its key opens nothing. */
function isAddressOnly(name: string, settings: readonly [string, unknown][]): boolean {
  return (
    name === "APPLICATIONINSIGHTS_CONNECTION_STRING" &&
    settings.some(([other]) => other === "APPLICATIONINSIGHTS_AUTHENTICATION_STRING")
  );
}

function judge(resource: Resource): Violation[] {
  const settings = settingsOf(resource);
  return settings.flatMap(([name, value]) => {
    const found = isAddressOnly(name, settings) ? null : findSecret(name, value);
    const mend = "Use an identity, or a Key Vault reference; then rotate what was written here.";
    return found ? [violation(resource, found, mend)] : [];
  });
}

/** No secret stands in a setting, where everybody with read access sees it. */
export const secretPolicies: readonly Policy[] = [
  {
    kind: "resource",
    name: "settings-disallow-secrets",
    level: "mandatory",
    rule: "No app setting, Spark setting or environment variable may hold a secret.",
    why: "Settings are shown in the portal, in exports and in the state file.",
    example: 'STORAGE = "...AccountKey=..."',
    mend: "Connect by identity (`NAME__accountName`, `NAME__credential`), or use a Key Vault reference.",
    types: ["web:WebApp", "web:WebAppApplicationSettings", "databricks:Job", "databricks:Cluster"],
    judge,
  },
];
